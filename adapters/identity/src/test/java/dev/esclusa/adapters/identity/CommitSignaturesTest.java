package dev.esclusa.adapters.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.model.Principal;
import dev.esclusa.model.Principal.Proof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitSignaturesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String HEADER =
      "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
          + "author Ana <ana@x> 1700000000 +0000\n"
          + "committer Anaïs <ana@x> 1700000000 +0000\n";
  private static final String BODY = "\nMore replicas\n\nCo-authored-by: Ben <ben@x>\n";

  private final SshKeyPair ana = SshKeyPair.generate(new SecureRandom(), "ana");
  private final String signers = "ana@x namespaces=\"git\" " + ana.publicLine();

  @TempDir Path folder;

  @Test
  void aSignedCommitIsItsSigners() {
    assertThat(verify(signed(HEADER, BODY)))
        .isEqualTo(new Principal.Known("ana@x", Proof.COMMIT_SIGNATURE));
  }

  @Test
  void anUnsignedCommitIsNobodys() {
    assertThat(verify(bytes(HEADER + BODY)))
        .isEqualTo(new Principal.Unknown("Anaïs <ana@x>", "the commit is not signed"));
  }

  @Test
  void everyFlippedByteOfACommitIsFound() {
    byte[] raw = signed(HEADER, BODY);
    for (int i = 0; i < raw.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = raw.clone();
        flipped[i] ^= (byte) (1 << bit);
        assertThat(verify(flipped))
            .as("byte %d bit %d", i, bit)
            .isInstanceOf(Principal.Unknown.class);
      }
    }
  }

  @Test
  void aSecondSignatureIsRefused() {
    String text = new String(signed(HEADER, BODY), StandardCharsets.ISO_8859_1);
    String header = text.substring(text.indexOf("gpgsig "), text.indexOf("\n\n") + 1);
    byte[] twice = text.replace(header, header + header).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(((Principal.Unknown) verify(twice)).cause()).contains("2 signatures");
  }

  @Test
  void theOtherHashsSignatureIsNoPartOfWhatIsSigned() {
    String text = new String(signed(HEADER, BODY), StandardCharsets.ISO_8859_1);
    byte[] both =
        text.replace("gpgsig ", "gpgsig-sha256 one\n two\ngpgsig ")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(verify(both)).isInstanceOf(Principal.Known.class);
  }

  @Test
  void bytesThatAreNoCommitAreNobodys() {
    assertThat(verify(new byte[0])).isInstanceOf(Principal.Unknown.class);
    assertThat(verify(bytes("tree"))).isInstanceOf(Principal.Unknown.class);
  }

  @Test
  void aKeyForApprovalsSignsNoCommit() {
    String approvals = "ana@x namespaces=\"approval@esclusa.dev\" " + ana.publicLine();
    assertThat(CommitSignatures.verify(signed(HEADER, BODY), approvals, NOW))
        .isInstanceOf(Principal.Unknown.class);
  }

  @Test
  void whatGitSignsWithSshVerifies() throws Exception {
    Tool.of("ssh-keygen", folder);
    Tool git = git();
    Path key = folder.resolve("key");
    Files.writeString(key, ana.write(new SecureRandom()));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    byte[] raw = commit(git, "gpg.format=ssh", "user.signingkey=" + key);
    assertThat(verify(raw)).isEqualTo(new Principal.Known("ana@x", Proof.COMMIT_SIGNATURE));
    raw[raw.length - 2] ^= 1;
    assertThat(verify(raw)).isInstanceOf(Principal.Unknown.class);
  }

  @Test
  void gitVerifiesWhatIsSignedHere() throws Exception {
    Tool.of("ssh-keygen", folder);
    Tool git = git();
    git.must("init", "-q");
    String tree = git.must("write-tree").text().strip();
    byte[] raw = signed(HEADER.replaceFirst("[0-9a-f]{40}", tree), BODY);
    String id = git.run(raw, "hash-object", "-t", "commit", "-w", "--stdin").text().strip();
    Files.writeString(folder.resolve("signers"), signers);
    git.must("-c", "gpg.ssh.allowedSignersFile=" + folder.resolve("signers"), "verify-commit", id);
  }

  @Test
  void whatGitSignsWithOpenPgpVerifies() throws Exception {
    for (String algorithm : List.of("ed25519", "rsa3072")) {
      Path home = Files.createTempDirectory(folder, "gnupg");
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
      assumeTrue(home.toString().length() < 80, "skipped: set a shorter java.io.tmpdir for gpg");
      Map<String, String> environment = Map.of("GNUPGHOME", home.toString());
      Tool gpg = Tool.of("gpg", folder).with(environment);
      try {
        gpg.must(
            "--batch",
            "--passphrase",
            "",
            "--quick-gen-key",
            "Kim <kim@x>",
            algorithm,
            "sign",
            "1y");
        String primary = fingerprint(gpg);
        byte[] byPrimary = commit(git().with(environment), "user.signingkey=" + primary + "!");
        gpg.must("--batch", "--passphrase", "", "--quick-add-key", primary, algorithm, "sign");
        byte[] bySubkey = commit(git().with(environment), "user.signingkey=" + primary);
        OpenPgpKey key = new OpenPgpKey("kim@x", gpg.must("--armor", "--export").text());
        for (byte[] raw : List.of(byPrimary, bySubkey)) {
          assertThat(openPgp(raw, List.of(key), Instant.now()))
              .isEqualTo(new Principal.Known("kim@x", Proof.COMMIT_SIGNATURE));
          assertThat(openPgp(raw, List.of(), Instant.now())).isInstanceOf(Principal.Unknown.class);
          assertThat(openPgp(raw, List.of(key), NOW.plusSeconds(86_400L * 3650)))
              .isInstanceOf(Principal.Unknown.class);
          raw[raw.length - 2] ^= 1;
          assertThat(openPgp(raw, List.of(key), Instant.now()))
              .isInstanceOf(Principal.Unknown.class);
        }
      } finally {
        Tool.of("gpgconf", folder).with(environment).must("--kill", "all");
      }
    }
  }

  private static Principal openPgp(byte[] raw, List<OpenPgpKey> keys, Instant at) {
    return CommitSignatures.verify(raw, "", keys, at);
  }

  private static String fingerprint(Tool gpg) throws Exception {
    return gpg.must("--list-keys", "--with-colons")
        .text()
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .findFirst()
        .orElseThrow()
        .split(":")[9];
  }

  private Tool git() {
    return Tool.of("git", folder)
        .with(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_NOSYSTEM", "1",
                "HOME", folder.toString()));
  }

  private byte[] commit(Tool plain, String... settings) throws Exception {
    Tool git =
        plain.with(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GNUPGHOME", plain.environment().getOrDefault("GNUPGHOME", "/nonexistent")));
    git.must("init", "-q");
    String options =
        List.of(settings).stream().map(it -> "-c " + it).collect(Collectors.joining(" "));
    git.must(
        (options + " -c user.name=Ana -c user.email=ana@x commit -q -S --allow-empty -m replicas")
            .split(" "));
    return git.must("cat-file", "commit", "HEAD").output();
  }

  private Principal verify(byte[] raw) {
    return CommitSignatures.verify(raw, signers, NOW);
  }

  private byte[] signed(String header, String body) {
    String signature = ana.sign(bytes(header + body), CommitSignatures.NAMESPACE).strip();
    return bytes(header + "gpgsig " + signature.replace("\n", "\n ") + "\n" + body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
