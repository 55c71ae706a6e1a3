package dev.esclusa.cli;

import dev.esclusa.evidence.Bundle;
import dev.esclusa.evidence.SignedApproval;
import dev.esclusa.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The approvals of a bundle as files that OpenSSH reads: the signed bytes and the signature of
 * each, with the command that checks them (ssh-keygen(1), {@code -Y verify}).
 */
final class ApprovalFiles {
  private static final String SIGNERS = "allowed_signers";

  private final Terminal terminal;
  private final Path folder;

  ApprovalFiles(Terminal terminal, Path folder) {
    this.terminal = terminal;
    this.folder = folder;
  }

  /**
   * @param bytes of a bundle that was verified
   */
  void write(byte[] bytes) {
    Bundle bundle = Bundle.read(bytes);
    List<SignedApproval> approvals = bundle.approvals();
    if (approvals.isEmpty()) {
      terminal.note("Nobody's approval is in the bundle; nothing was written.");
      return;
    }
    try {
      Files.createDirectories(folder);
      String signers = bundle.allowedSigners();
      if (signers != null) {
        Files.writeString(folder.resolve(SIGNERS), signers);
      }
      for (SignedApproval one : approvals) {
        write(one);
      }
    } catch (IOException e) {
      throw Failure.of(
          ExitCode.REFUSED,
          Problem.environment(
              "CLI-0013", folder + " cannot be written.", "Check the folder and its permissions."),
          e);
    }
    terminal.note(
        "The file " + SIGNERS + " comes from the bundle; prefer the one of the root repository.");
  }

  private void write(SignedApproval approval) throws IOException {
    String name = "approval-" + approval.index();
    Path message = folder.resolve(name + ".binding");
    Path signature = folder.resolve(name + ".sig");
    Files.write(message, approval.message());
    Files.write(signature, approval.signature().getBytes(StandardCharsets.US_ASCII));
    terminal.note(
        "ssh-keygen -Y verify -f "
            + word(folder.resolve(SIGNERS))
            + " -I "
            + word(approval.principal())
            + " -n "
            + word(approval.namespace())
            + " -s "
            + word(signature)
            + " < "
            + word(message));
  }

  /** One word of a shell, whatever is in it. */
  private static String word(Object argument) {
    String text = argument.toString();
    return text.matches("[A-Za-z0-9@._/+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
