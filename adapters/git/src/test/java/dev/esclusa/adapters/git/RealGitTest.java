package dev.esclusa.adapters.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.model.Principal;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint and the mirrors against the git that people have. */
final class RealGitTest {
  private static final String ANA = "ana@crm.example";

  @TempDir private Path folder;
  private GitServer server;
  private Endpoint endpoint;
  private String first;

  private record Ended(int code, String text) {}

  @BeforeEach
  void serve() throws Exception {
    assumeTrue(runs("git", "--version"), "skipped: git");
    server =
        new GitServer(
            GitServerSettings.in(folder.resolve("served")),
            Endpoint.tokens(Map.of("token-of-ana", ANA)),
            () -> Instant.EPOCH,
            name -> {});
    first =
        server.create(
            new NewRepository(
                "crm",
                new InMemorySourceTree(Map.of("apps/a.yaml", "a: 1\n".getBytes(UTF_8))),
                "Ana",
                ANA,
                "begin",
                ANA));
    endpoint = new Endpoint("/git", server.handler());
  }

  @AfterEach
  void stop() {
    if (endpoint != null) {
      endpoint.close();
      server.close();
    }
  }

  @Test
  void gitClonesAndPushesWithAToken() throws Exception {
    for (String version : List.of("0", "2")) {
      String clone = "clone" + version;
      ok(
          folder,
          "git",
          "-c",
          "protocol.version=" + version,
          "clone",
          "-q",
          address("token-of-ana"),
          clone);
      Path work = folder.resolve(clone);
      Files.writeString(work.resolve("apps/a.yaml"), "a: " + version + version + "\n");
      ok(work, "git", "commit", "-qam", "change");
      ok(work, "git", "push", "-q", "origin", "main");
      String head = ok(work, "git", "rev-parse", "HEAD").strip();

      try (GitRepositories mirrors = mirrors((raw, signers, at) -> unsigned())) {
        assertThat(mirrors.fetch(endpoint.address("/git/crm.git")).mainline()).isEqualTo(head);
        assertThat(mirrors.commit(endpoint.address("/git/crm.git"), head, "").broughtBy())
            .isEqualTo(new Principal.Known(ANA, Principal.Proof.PUSH_ENDPOINT));
      }
    }
  }

  @Test
  void aPinnedCommitComesByHttp() throws Exception {
    ok(folder, "git", "clone", "-q", address("token-of-ana"), "clone");
    Path work = folder.resolve("clone");
    Files.writeString(work.resolve("apps/a.yaml"), "a: 2\n");
    ok(work, "git", "commit", "-qam", "second");
    String second = ok(work, "git", "rev-parse", "HEAD").strip();
    Files.writeString(work.resolve("apps/a.yaml"), "a: 3\n");
    ok(work, "git", "commit", "-qam", "third");
    ok(work, "git", "push", "-q", "origin", "main");
    String repository = endpoint.address("/git/crm.git");

    try (GitRepositories mirrors = mirrors((raw, signers, at) -> unsigned())) {
      mirrors.fetch(repository);
      assertThat(text(mirrors.pinned(repository, second))).isEqualTo("a: 2\n");
      assertThat(text(mirrors.pinned(repository, first))).isEqualTo("a: 1\n");
      assertThat(mirrors.isAncestor(repository, first, second)).isTrue();
    }
  }

  private static String text(SourceTree tree) {
    return new String(tree.file("apps/a.yaml").bytes(), UTF_8);
  }

  @Test
  void gitIsToldWhyAPushIsRefused() throws Exception {
    ok(folder, "git", "clone", "-q", address("token-of-ana"), "clone");
    Path work = folder.resolve("clone");
    ok(work, "git", "commit", "-q", "--amend", "-m", "another beginning");

    Ended forced = run(work, "git", "push", "--force", "origin", "main");
    assertThat(forced.code()).isNotZero();
    assertThat(forced.text()).contains("GIT-0020");
    assertThat(run(work, "git", "push", "origin", ":main").text()).contains("GIT-0021");
  }

  @Test
  void gitWithAWrongTokenIsRefused() throws Exception {
    Ended ended = run(folder, "git", "clone", "-q", address("wrong"), "clone");

    assertThat(ended.code()).isNotZero();
    assertThat(folder.resolve("clone")).doesNotExist();
  }

  @Test
  void aLongFileOfManyCommitsIsFetchedFromAFolder() throws Exception {
    ok(folder, "git", "init", "-q", "-b", "main", "work");
    Path work = folder.resolve("work");
    for (int i = 0; i < 5; i++) {
      Files.writeString(work.resolve("a"), "line\n".repeat(1000) + i);
      ok(work, "git", "add", "a");
      ok(work, "git", "commit", "-qm", "change " + i);
    }
    ok(work, "git", "gc", "-q");
    String head = ok(work, "git", "rev-parse", "HEAD").strip();

    try (GitRepositories mirrors = mirrors((raw, signers, at) -> unsigned())) {
      assertThat(mirrors.fetch("file://" + work).mainline()).isEqualTo(head);
      assertThat(mirrors.commitsBetween("file://" + work, null, head)).hasSize(5);
    }
  }

  @Test
  void aRealSha256RepositoryIsRefused() throws Exception {
    Ended made = run(folder, "git", "init", "-q", "--object-format=sha256", "-b", "main", "wide");
    assumeTrue(made.code() == 0, "skipped: git with SHA-256");
    ok(folder.resolve("wide"), "git", "commit", "-q", "--allow-empty", "-m", "x");

    try (GitRepositories mirrors = mirrors((raw, signers, at) -> unsigned())) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> mirrors.fetch("file://" + folder.resolve("wide")))
          .satisfies(it -> assertThat(it.problem().code()).isEqualTo("GIT-0003"));
    }
  }

  @Test
  void aCommitSignedWithAnSshKeyCarriesItsSignatureToTheVerifier() throws Exception {
    assumeTrue(runs("ssh-keygen", "-?"), "skipped: ssh-keygen");
    ok(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key");
    ok(folder, "git", "clone", "-q", address("token-of-ana"), "clone");
    Path work = folder.resolve("clone");
    ok(
        work,
        "git",
        "-c",
        "gpg.format=ssh",
        "-c",
        "user.signingkey=" + folder.resolve("key.pub"),
        "commit",
        "-q",
        "-S",
        "--allow-empty",
        "-m",
        "signed");
    ok(work, "git", "push", "-q", "origin", "main");
    String head = ok(work, "git", "rev-parse", "HEAD").strip();
    String signers = "ben@crm.example " + Files.readString(folder.resolve("key.pub"));

    try (GitRepositories mirrors = mirrors(this::verifyWithSshKeygen)) {
      String address = endpoint.address("/git/crm.git");
      mirrors.fetch(address);

      assertThat(mirrors.commit(address, head, signers).broughtBy())
          .isEqualTo(new Principal.Known("ben@crm.example", Principal.Proof.COMMIT_SIGNATURE));
      assertThat(mirrors.commit(address, first, signers).broughtBy())
          .isEqualTo(new Principal.Known(ANA, Principal.Proof.PUSH_ENDPOINT));
    }
  }

  /** As Git does it: the signature is the gpgsig header, what is signed is the rest. */
  private Principal verifyWithSshKeygen(byte[] raw, String signers, Instant at) {
    StringBuilder signature = new StringBuilder();
    StringBuilder payload = new StringBuilder();
    boolean inside = false;
    for (String line : new String(raw, ISO_8859_1).split("(?<=\n)")) {
      inside = line.startsWith("gpgsig ") || (inside && line.startsWith(" "));
      (inside ? signature : payload).append(inside ? line.replaceFirst("^(gpgsig)? ", "") : line);
    }
    if (signature.isEmpty()) {
      return unsigned();
    }
    try {
      Files.writeString(folder.resolve("sig"), signature, ISO_8859_1);
      Files.writeString(folder.resolve("payload"), payload, ISO_8859_1);
      Files.writeString(folder.resolve("signers"), signers);
      Process process =
          new ProcessBuilder(
                  "ssh-keygen",
                  "-Y",
                  "verify",
                  "-f",
                  "signers",
                  "-I",
                  "ben@crm.example",
                  "-n",
                  "git",
                  "-s",
                  "sig")
              .directory(folder.toFile())
              .redirectInput(folder.resolve("payload").toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0
          ? new Principal.Known("ben@crm.example", Principal.Proof.COMMIT_SIGNATURE)
          : new Principal.Unknown("", said);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unsigned();
    }
  }

  private static Principal unsigned() {
    return new Principal.Unknown("", "the commit is not signed");
  }

  private GitRepositories mirrors(CommitSignatures signatures) {
    return new GitRepositories(
        GitSettings.in(folder.resolve("mirrors")),
        signatures,
        server.pushers(endpoint.address("/git")),
        address -> new RepositoryCredentials.Credential.Bearer("token-of-ana"),
        () -> Instant.EPOCH);
  }

  private String address(String token) {
    return endpoint.address("/git/crm.git").replace("http://", "http://any:" + token + "@");
  }

  private String ok(Path where, String... command) throws Exception {
    Ended ended = run(where, command);
    assertThat(ended.code()).as(ended.text()).isZero();
    return ended.text();
  }

  private boolean runs(String... command) throws InterruptedException {
    try {
      run(folder, command);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Ended run(Path where, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(where.toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GIT_") || name.endsWith("_proxy"));
    environment.put("HOME", folder.toString());
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    for (String role : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + role + "_NAME", "Mallory");
      environment.put("GIT_" + role + "_EMAIL", "mallory@crm.example");
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), text);
  }
}
