package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random policies and inputs give what {@code opa} gives. {@code -Drego.differential=N} for another
 * number than 500, {@code -Drego.seed=S} to repeat a run.
 */
class DifferentialTest {
  private static final int AT_ONCE = 50;

  @TempDir Path folder = Path.of("");
  private String lastError = "";
  private int compared;

  @Test
  void randomPoliciesGiveWhatOpaGives() throws Exception {
    String opa = OpaPeer.program();
    assumeTrue(opa != null, OpaPeer.SKIPPED);
    int count = Integer.getInteger("rego.differential", 500);
    long seed = Long.getLong("rego.seed", 20260101L);
    List<String> differences = new ArrayList<>();
    for (int start = 0; start < count; start += AT_ONCE) {
      compare(opa, seed, start, Math.min(count, start + AT_ONCE), differences);
    }
    assertThat(differences).as("seed %d", seed).isEmpty();
    assertThat(compared).as("cases that opa accepts").isGreaterThan(count / 2);
  }

  /** As {@code opa check --strict} with a file of data beside; every module by itself. */
  @Test
  void modulesWithMistakesAreRefusedWhereOpaRefuses() throws Exception {
    String opa = OpaPeer.program();
    assumeTrue(opa != null, OpaPeer.SKIPPED);
    int count = Integer.getInteger("rego.differential", 500) / 5;
    long seed = Long.getLong("rego.seed", 20260101L);
    String data = "{\"docs\": {\"list\": [1, \"a\"], \"map\": {\"a\": {\"name\": \"x\"}}}}";
    Path dataFile = Files.writeString(folder.resolve("data.json"), data);
    List<String> differences = new ArrayList<>();
    int accepted = 0;
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(seed * 31 + i);
      PolicyPack.Builder pack =
          PolicyPack.builder().strict(true).data((RegoObject) RegoJson.read(data));
      List<String> command =
          new ArrayList<>(
              List.of(opa, "check", "--strict", "-m", "99", "-f", "json", dataFile.toString()));
      StringBuilder text = new StringBuilder();
      int files = 1 + random.nextInt(3);
      for (int file = 0; file < files; file++) {
        String module = RandomMistakes.module(random);
        Path place = Files.writeString(folder.resolve("mistakes" + file + ".rego"), module);
        pack.module(place.toString(), module);
        command.add(place.toString());
        text.append(module).append('\n');
      }
      String theirs = refusal(command);
      String ours = refusal(pack);
      accepted += ours.isEmpty() ? 1 : 0;
      if (!theirs.equals(ours)) {
        differences.add(text + "# opa " + theirs + "\n# ours " + ours + "\n");
      }
    }
    assertThat(differences).as("seed %d", seed).isEmpty();
    assertThat(accepted).as("of %d", count).isBetween(count / 50, count * 49 / 50);
  }

  /** The first code with its line; empty when accepted. */
  private static String refusal(PolicyPack.Builder pack) {
    try {
      pack.compile();
      return "";
    } catch (RegoRefused refused) {
      return refused.problems().stream()
          .map(problem -> problem.code() + " " + line(problem))
          .sorted()
          .distinct()
          .limit(1)
          .toList()
          .toString();
    }
  }

  private static String line(RegoProblem problem) {
    return problem.position() == null ? "" : row(problem.position().line());
  }

  private static String row(int row) {
    return "%05d".formatted(row);
  }

  private String refusal(List<String> command) throws IOException, InterruptedException {
    Path said = folder.resolve("said.json");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.to(said.toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() == 0) {
      return "";
    }
    List<String> found = new ArrayList<>();
    for (RegoValue error :
        ((RegoArray) RegoJson.read(Files.readAllBytes(said)).get("errors")).items()) {
      RegoValue at = error.get("location");
      found.add(
          ((RegoString) error.get("code")).value()
              + " "
              + (at == null ? "" : row(Integer.parseInt(String.valueOf(at.get("row"))))));
    }
    return found.stream().sorted().distinct().limit(1).toList().toString();
  }

  private void compare(String opa, long seed, int from, int to, List<String> differences)
      throws Exception {
    SplittableRandom inputs = new SplittableRandom(seed * 31 + from);
    String input = RandomPolicy.input(inputs);
    TreeMap<String, String> modules = new TreeMap<>();
    for (int i = from; i < to; i++) {
      String name = "case" + i;
      modules.put(name, RandomPolicy.module(new SplittableRandom(seed + i), name));
    }
    split(opa, input, new ArrayList<>(modules.keySet()), modules, differences);
  }

  /** All at once; in halves where opa refuses, down to the one that it refuses. */
  private void split(
      String opa,
      String input,
      List<String> names,
      TreeMap<String, String> modules,
      List<String> differences)
      throws Exception {
    RegoValue wanted = ask(opa, input, names, modules);
    if (wanted == null && names.size() > 1) {
      int half = names.size() / 2;
      split(opa, input, names.subList(0, half), modules, differences);
      split(opa, input, names.subList(half, names.size()), modules, differences);
      return;
    }
    if (wanted == null && !lastError.contains("eval_")) {
      return; // newer type checks of opa than ours, or older
    }
    for (String name : names) {
      compared++;
      String module = String.valueOf(modules.get(name));
      RegoValue theirs = wanted == null ? null : wanted.get(name);
      RegoValue ours = ours(name, module, input);
      if (theirs == null ? ours != null : !theirs.equals(ours)) {
        differences.add(
            module + "\n# input " + input + "\n# opa " + theirs + "\n# ours " + ours + "\n");
      }
    }
  }

  private static @Nullable RegoValue ours(String name, String module, String input) {
    try {
      RegoValue found =
          PolicyPack.builder()
              .module(name + ".rego", module)
              .compile()
              .prepare("x = data." + name)
              .solutions(Question.of(RegoJson.read(input)))
              .getFirst()
              .get("x");
      return found == null ? null : RegoJson.read(found.json());
    } catch (RegoException | RegoRefused refused) {
      return null;
    }
  }

  private @Nullable RegoValue ask(
      String opa, String input, List<String> names, TreeMap<String, String> modules)
      throws IOException, InterruptedException {
    Path place = Files.createTempDirectory(folder, "cases");
    for (String name : names) {
      Files.writeString(place.resolve(name + ".rego"), String.valueOf(modules.get(name)));
    }
    Path inputFile = Files.writeString(folder.resolve("input.json"), input);
    Path result = folder.resolve("result.json");
    Path error = folder.resolve("error.txt");
    Process process =
        new ProcessBuilder(
                opa,
                "eval",
                "-d",
                place.toString(),
                "-i",
                inputFile.toString(),
                "-f",
                "raw",
                "data")
            .redirectOutput(result.toFile())
            .redirectError(error.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("opa did not answer");
    }
    lastError = Files.readString(error);
    return process.exitValue() == 0 ? RegoJson.read(Files.readAllBytes(result)) : null;
  }
}
