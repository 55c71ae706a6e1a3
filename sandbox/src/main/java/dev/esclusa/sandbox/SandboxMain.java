package dev.esclusa.sandbox;

import dev.esclusa.tempo.RealTempo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a sandbox alone: {@code SandboxMain FOLDER [PORT]}; writes {@code FOLDER/admin.kubeconfig}
 * and prints what to set.
 */
public final class SandboxMain {
  private SandboxMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("usage: sandbox FOLDER [PORT]");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    Sandbox sandbox = Sandbox.start(SandboxOptions.keptIn(folder).withPort(port));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      sandbox.close();
                      stopped.countDown();
                    }));
    Path kubeconfig = folder.resolve("admin.kubeconfig");
    Files.deleteIfExists(kubeconfig);
    PrivateFile.write(kubeconfig, sandbox.kubeconfig("admin"));
    for (String line :
        List.of(
            "listening on " + sandbox.url() + sinceStart(),
            "export KUBECONFIG=" + kubeconfig.toAbsolutePath())) {
      System.out.println(line);
    }
    stopped.await();
  }

  /** The cold start, JVM included. */
  private static String sinceStart() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(
            it ->
                ", "
                    + Duration.between(it, RealTempo.machineClock().instant()).toMillis()
                    + " ms after the process began")
        .orElse("");
  }
}
