package dev.esclusa.server;

import dev.esclusa.adapters.terraform.Engines;
import dev.esclusa.model.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code ./dev up}: runs a {@link Trial} until it is told to stop. */
public final class TrialMain {
  private TrialMain() {}

  /**
   * @param args the folder to keep everything in, and the folder of the sample estate; sample
   *     stacks lie in a folder beside it, and are there where an engine is installed; the starter
   *     pack lies where the product keeps it
   */
  public static void main(String[] args) throws InterruptedException {
    try {
      Trial trial = Trial.start(Path.of(args[0]).toAbsolutePath(), estate(Path.of(args[1])), null);
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

  private static List<EstateLayer> estate(Path crm) throws InterruptedException {
    List<EstateLayer> layers = new ArrayList<>(EstateLayer.sample(crm));
    Path stacks = crm.resolveSibling("stacks");
    boolean engine = !Engines.found(EngineOptions.ofEnvironment().path()).all().isEmpty();
    if (engine && Files.isDirectory(stacks)) {
      layers.add(EstateLayer.of(stacks));
    } else {
      System.out.println(
          "No stacks: install tofu or terraform, and start with a fresh folder (./dev reset).");
    }
    return layers;
  }
}
