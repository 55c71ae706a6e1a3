package dev.esclusa.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The approvals of a bundle, checked by a tool that we did not write. */
class SshKeygenTest {
  @TempDir @Nullable Path given;

  @Test
  void plainSshKeygenVerifiesAnApproval() throws Exception {
    assumeTrue(installed(), "skipped: install OpenSSH's ssh-keygen");
    Path folder = java.util.Objects.requireNonNull(given);
    Path key = folder.resolve("key");
    assertThat(run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "" + key), null))
        .isZero();
    Sample sample = new Sample();
    sample.signature = message -> sign(folder, key, message);
    sample.live();
    sample.witness();
    SignedApproval approval = sample.bundle().approvals().getFirst();

    assertThat(verify(folder, key, approval, approval.message())).isZero();
    byte[] other = approval.message().clone();
    other[10] ^= 1;
    assertThat(verify(folder, key, approval, other)).isNotZero();
  }

  private static int verify(Path folder, Path key, SignedApproval approval, byte[] message)
      throws Exception {
    Path allowed = folder.resolve("allowed_signers");
    Files.writeString(
        allowed, approval.principal() + " " + Files.readString(folder.resolve(key + ".pub")));
    Path signature = folder.resolve("approval.sig");
    Files.writeString(signature, approval.signature());
    Path content = folder.resolve("message");
    Files.write(content, message);
    return run(
        List.of(
            "ssh-keygen",
            "-Y",
            "verify",
            "-f",
            "" + allowed,
            "-I",
            approval.principal(),
            "-n",
            approval.namespace(),
            "-s",
            "" + signature),
        content);
  }

  private static String sign(Path folder, Path key, byte[] message) {
    try {
      Path file = folder.resolve("binding");
      Files.write(file, message);
      int end =
          run(
              List.of(
                  "ssh-keygen",
                  "-Y",
                  "sign",
                  "-q",
                  "-f",
                  "" + key,
                  "-n",
                  dev.esclusa.model.Binding.NAMESPACE,
                  "" + file),
              null);
      assertThat(end).isZero();
      return Files.readString(folder.resolve("binding.sig"));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean installed() {
    try {
      return run(List.of("ssh-keygen", "-?"), null) >= 0;
    } catch (IOException | InterruptedException absent) {
      return false;
    }
  }

  private static int run(List<String> command, @Nullable Path input)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
