package dev.esclusa.adapters.identity;

import dev.esclusa.approval.SignatureVerifier.Verdict;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Principal.Proof;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Who signed a Git commit, by the keys that the configuration allows. */
public final class CommitSignatures {
  /** The SSHSIG namespace that Git signs in. */
  public static final String NAMESPACE = "git";

  private CommitSignatures() {}

  public static Principal verify(byte[] rawCommitObject, String allowedSigners, Instant at) {
    return verify(rawCommitObject, allowedSigners, List.of(), at);
  }

  /**
   * @param rawCommitObject the object's content as Git hashes it, without the {@code commit N\0}
   *     before it
   * @param openPgpKeys for commits signed with OpenPGP
   * @param at the key must be allowed at this instant; the commit's own time is only a claim
   */
  public static Principal verify(
      byte[] rawCommitObject, String allowedSigners, List<OpenPgpKey> openPgpKeys, Instant at) {
    SignedCommit commit;
    try {
      commit = SignedCommit.parse(rawCommitObject);
    } catch (MalformedKey e) {
      return new Principal.Unknown("", e.what());
    }
    return switch (verdict(commit, allowedSigners, openPgpKeys, at)) {
      case Verdict.Valid it -> new Principal.Known(it.principal(), Proof.COMMIT_SIGNATURE);
      case Verdict.Invalid it -> new Principal.Unknown(commit.committer(), it.cause());
    };
  }

  private static Verdict verdict(
      SignedCommit commit, String allowedSigners, List<OpenPgpKey> openPgpKeys, Instant at) {
    String signature = commit.signature();
    if (signature.isEmpty()) {
      return new Verdict.Invalid("the commit is not signed");
    }
    if (signature.startsWith("-----BEGIN SSH SIGNATURE-----")) {
      return new SshSignatures().verify(commit.payload(), signature, NAMESPACE, at, allowedSigners);
    }
    if (signature.startsWith("-----BEGIN PGP SIGNATURE-----")) {
      return OpenPgp.verify(commit.payload(), signature, openPgpKeys, at);
    }
    return new Verdict.Invalid(
        "the commit's signature is neither an SSH nor an OpenPGP signature: "
            + firstLine(signature));
  }

  private static String firstLine(String signature) {
    String line = signature.lines().findFirst().orElse("");
    byte[] plain = line.replaceAll("[^ -~]", "?").getBytes(StandardCharsets.US_ASCII);
    return new String(plain, 0, Math.min(plain.length, 60), StandardCharsets.US_ASCII);
  }
}
