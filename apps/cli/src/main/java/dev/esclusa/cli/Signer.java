package dev.esclusa.cli;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What turns a binding into an armored SSHSIG (PROTOCOL.sshsig of OpenSSH). */
sealed interface Signer {
  String sign(Binding binding);

  /** Signs with an unencrypted Ed25519 private key file of mode 0600. */
  record KeyFile(Path file) implements Signer {
    @Override
    public String sign(Binding binding) {
      return SshKeyPair.read(PrivateFile.key(file))
          .sign(binding.canonicalBytes(), Binding.NAMESPACE);
    }
  }

  /**
   * Has {@code ssh-keygen -Y sign} do it: keys with a passphrase, in an agent, or on hardware.
   *
   * @param file private key, or public key of one in an agent
   */
  record SshKeygen(Path file) implements Signer {
    private static final int MAX_SIGNATURE_BYTES = 64 << 10;

    @Override
    public String sign(Binding binding) {
      try {
        Process process =
            new ProcessBuilder(
                    List.of(
                        "ssh-keygen", "-Y", "sign", "-n", Binding.NAMESPACE, "-f", file.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream message = process.getOutputStream()) {
          message.write(binding.canonicalBytes());
        }
        String signature = armored(process.getInputStream());
        int status = process.waitFor();
        if (status != 0) {
          throw failed("it ended with status " + status);
        }
        return signature;
      } catch (IOException e) {
        throw failed(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("it was interrupted");
      }
    }

    private static String armored(InputStream answer) throws IOException {
      return new String(answer.readNBytes(MAX_SIGNATURE_BYTES), StandardCharsets.US_ASCII);
    }

    private Failure failed(String cause) {
      return Failure.of(
          ExitCode.REFUSED,
          Problem.environment(
              "CLI-0011",
              "ssh-keygen did not sign with " + file + ": " + cause + ".",
              "Install OpenSSH 8.2 or newer and check the key, or sign without --signer."));
    }
  }
}
