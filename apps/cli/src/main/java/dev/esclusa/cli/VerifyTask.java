package dev.esclusa.cli;

import dev.esclusa.adapters.identity.SshSignatures;
import dev.esclusa.approval.SignatureVerifier;
import dev.esclusa.evidence.ApproverSignatures;
import dev.esclusa.evidence.Verdict;
import dev.esclusa.evidence.Verifier;
import dev.esclusa.model.Problem;
import dev.esclusa.tlog.TlogException;
import dev.esclusa.tlog.TrustPolicy;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A bundle checked, with no server and no network. */
@Command(
    name = "verify",
    description = {
      "Check an evidence bundle offline.",
      "The chain of facts without a gap, plan, decision, admission, signatures, inclusion proofs,"
          + " and",
      "the checkpoint with its witnesses. Keys of log and witnesses come from the trust file,"
          + " never",
      "from the bundle."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa verify bundle --trust trust.policy",
      "  esclusa verify bundle --trust trust.policy --allowed-signers esclusa/allowed_signers",
      "  esclusa verify bundle --trust trust.policy --approvals-to approvals   # for ssh-keygen"
    })
final class VerifyTask extends Task {
  @Mixin final Format format = new Format();

  @Parameters(index = "0", paramLabel = "BUNDLE", description = "The file to check.")
  private String bundle = "";

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Policy file with the keys of log and witnesses (or the context's).")
  private String trust = "";

  @Option(
      names = "--allowed-signers",
      paramLabel = "FILE",
      description = "Keys of the approvers from a place you trust; else those of the bundle.")
  private String allowedSigners = "";

  @Option(
      names = "--approvals-to",
      paramLabel = "FOLDER",
      description = "Write what the approvers signed, for `ssh-keygen -Y verify`.")
  private String approvals = "";

  VerifyTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Verifier verifier = new Verifier(policy(), VerifyTask::check);
    byte[] bytes = bytes(terminal.path(bundle));
    String signers =
        allowedSigners.isEmpty()
            ? null
            : new String(bytes(terminal.path(allowedSigners)), StandardCharsets.UTF_8);
    Verdict verdict = terminal.doing("checking " + bundle, () -> verifier.verify(bytes, signers));
    format.print(terminal, value(verdict), () -> verdict.text().stripTrailing().lines().toList());
    if (verdict.valid() && !approvals.isEmpty()) {
      new ApprovalFiles(terminal, terminal.path(approvals)).write(bytes);
    }
    return verdict.valid() ? ExitCode.OK : ExitCode.VERIFICATION_FAILED;
  }

  private static Value value(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Valid it -> Value.mapping("valid", true, "report", Records.toValue(it.report()));
      case Verdict.Invalid it ->
          Value.mapping(
              "valid", false, "place", it.place(), "problem", Records.toValue(it.problem()));
    };
  }

  private TrustPolicy policy() {
    Path file =
        Connection.trust(terminal, trust)
            .orElseThrow(
                () ->
                    Failure.of(
                        ExitCode.USAGE,
                        Problem.caller(
                            "CLI-0018",
                            "no trust file is named, and a bundle cannot vouch for itself.",
                            "Give --trust FILE with the file you were given apart from it.")));
    try {
      return TrustPolicy.parse(new String(bytes(file), StandardCharsets.UTF_8));
    } catch (TlogException e) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0018",
              "trust file " + file + " cannot be read: " + e.getMessage(),
              "Use the policy file as it was given to you (C2SP tlog-policy)."),
          e);
    }
  }

  private static ApproverSignatures.Answer check(
      byte[] message,
      String signature,
      String namespace,
      java.time.Instant at,
      String allowedSigners) {
    return switch (new SshSignatures().verify(message, signature, namespace, at, allowedSigners)) {
      case SignatureVerifier.Verdict.Valid it ->
          new ApproverSignatures.Answer.SignedBy(it.principal(), it.keyFingerprint());
      case SignatureVerifier.Verdict.Invalid it ->
          new ApproverSignatures.Answer.Worthless(it.cause());
    };
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller("CLI-0013", file + " cannot be read.", "Check its path."),
          e);
    }
  }
}
