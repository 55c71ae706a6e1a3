package dev.esclusa.adapters.terraform;

import dev.esclusa.terraform.Event;
import dev.esclusa.tree.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A server of its own that applies a plan, to be killed in the middle. */
final class RunnerVictim {
  private RunnerVictim() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Engine engine = Engines.of(Set.of(Path.of(arguments[1]))).all().getFirst();
    boolean isolated = Boolean.parseBoolean(arguments[2]);
    try (RunnerStage stage =
        new RunnerStage(
            home, engine, isolated ? RunnerStage.namespaces(home) : RunnerStage.plain())) {
      stage.write("main.tf", Files.readString(home.resolve("main.tf")));
      byte[] plan = Files.readAllBytes(home.resolve("plan"));
      System.out.println("ready");
      stage
          .runner()
          .apply(
              new RunApplyJob(
                  "victim",
                  stage.stack(),
                  RunIdentity.none(),
                  plan,
                  Digest.of(plan),
                  new byte[0],
                  stage.limits,
                  new RunOutput(line -> line, RunnerVictim::tell),
                  stage.control));
    }
  }

  private static void tell(Event event) {
    if (event instanceof Event.Provisioned said && said.output().contains("begun")) {
      System.out.println("begun");
    }
  }
}
