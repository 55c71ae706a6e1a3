package dev.esclusa.server;

import dev.esclusa.model.ProblemException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** {@code ./dev up}: runs a {@link Trial} until it is told to stop. */
public final class TrialMain {
  private TrialMain() {}

  /**
   * @param args the folder to keep everything in, and the folder of the sample estate
   */
  public static void main(String[] args) throws InterruptedException {
    try {
      Trial trial = Trial.start(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]));
      CountDownLatch closed = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    trial.close();
                    closed.countDown();
                  }));
      System.out.println(trial.welcome());
      closed.await();
    } catch (ProblemException e) {
      System.err.println(e.problem());
      System.exit(1);
    }
  }
}
