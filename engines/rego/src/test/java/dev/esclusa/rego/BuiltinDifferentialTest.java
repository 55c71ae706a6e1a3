package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random calls of built-ins give what {@code opa} gives: the same value, undefined, or an error of
 * the same code. {@code -Drego.builtins=N} for another number of calls of each built-in than 12,
 * {@code -Drego.seed=S} to repeat a run, {@code -Drego.builtin=NAME} for those that start so. What
 * makes {@code opa} panic is not compared; what OPA changed after 1.20 only with OPA 1.20.
 */
class BuiltinDifferentialTest {
  private static final int AT_ONCE = 400;

  /** A document is undefined here when it is undefined there, so one input is enough. */
  private static final String INPUT = "{\"one\": 1, \"z\": null}";

  /** Other libraries read versions and YAML since OPA 1.21. */
  private static final List<String> BY_VERSION = List.of("semver.", "yaml.");

  @TempDir Path folder = Path.of("");

  @Test
  void randomCallsGiveWhatOpaGives() throws Exception {
    OpaPeer opa = OpaPeer.find(folder);
    assumeTrue(opa != null, OpaPeer.SKIPPED);
    boolean isWanted = opa.version().startsWith("1.20.");
    int each = Integer.getInteger("rego.builtins", 12);
    long seed = Long.getLong("rego.seed", 20260101L);
    String only = System.getProperty("rego.builtin", "");
    Map<String, List<RegoArray>> examples = RandomCalls.examples(lines());
    List<String> calls = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    for (String name : RandomCalls.names()) {
      boolean same = isWanted || BY_VERSION.stream().noneMatch(name::startsWith);
      SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
      RandomCalls writer = new RandomCalls(random, examples);
      for (int i = 0; i < each && same && name.startsWith(only); i++) {
        calls.add(writer.expression(name));
      }
    }
    for (int start = 0; start < calls.size(); start += AT_ONCE) {
      compare(opa, calls.subList(start, Math.min(calls.size(), start + AT_ONCE)), differences);
    }
    assertThat(differences).as("seed %d, %d calls", seed, calls.size()).isEmpty();
  }

  private static List<String> lines() {
    return BuiltinTableTest.lines()
        .filter(line -> !line.contains("http://example.com/x")) // opa would fetch it
        .toList();
  }

  /** In halves where opa refuses all, down to the call that it refuses. */
  private void compare(OpaPeer opa, List<String> calls, List<String> differences)
      throws IOException, InterruptedException {
    String module = module(calls);
    Map<Integer, String> theirs = theirs(opa, module);
    if (theirs == null) {
      int half = calls.size() / 2;
      if (half > 0) {
        compare(opa, calls.subList(0, half), differences);
        compare(opa, calls.subList(half, calls.size()), differences);
      }
      return;
    }
    Map<Integer, String> ours = ours(module, calls.size());
    for (int i = 0; i < calls.size(); i++) {
      String wanted = theirs.getOrDefault(i, "undefined");
      String seen = ours.getOrDefault(i, "undefined");
      if (!wanted.equals(seen)) {
        differences.add(calls.get(i) + "\n    opa  " + wanted + "\n    ours " + seen + "\n");
      }
    }
  }

  private static String module(List<String> calls) {
    StringBuilder module = new StringBuilder("package cases\n");
    for (int i = 0; i < calls.size(); i++) {
      module.append("c").append(i).append(" := [x, sprintf(\"%v\", [x])] if x := ");
      module.append(calls.get(i)).append('\n');
    }
    return module.toString();
  }

  /** By the number of the call: the value as JSON, or the code of the error. */
  private @Nullable Map<Integer, String> theirs(OpaPeer opa, String module)
      throws IOException, InterruptedException {
    String file = opa.write("cases.rego", module).toString();
    String input = opa.write("input.json", INPUT).toString();
    List<String> arguments =
        List.of(
            "eval", "--show-builtin-errors", "-f", "json", "-d", file, "-i", input, "data.cases");
    OpaPeer.Answer answer = opa.run(arguments);
    if (answer == null || answer.out().length == 0) {
      return null;
    }
    RegoValue said = RegoJson.read(answer.out());
    if (!(said.get("result") instanceof RegoArray result)) {
      return null;
    }
    Map<Integer, String> found = new HashMap<>();
    if (said.get("errors") instanceof RegoArray errors) {
      for (RegoValue error : errors) {
        RegoValue row = ((RegoObject) error.get("location")).get("row");
        String code = ((RegoString) error.get("code")).value();
        found.putIfAbsent(Integer.parseInt(row.json()) - 2, code);
      }
    }
    RegoObject cases =
        (RegoObject) ((RegoArray) result.at(0).get("expressions")).at(0).get("value");
    cases.forEach(
        (name, value) ->
            found.put(Integer.parseInt(((RegoString) name).value().substring(1)), value.json()));
    return found;
  }

  private static Map<Integer, String> ours(String module, int count) {
    PolicyPack pack = PolicyPack.builder().module("cases.rego", module).compile();
    Question question =
        Question.of(RegoJson.read(INPUT)).with(BuiltinDifferentialTest::answer).strict();
    Map<Integer, String> found = new HashMap<>();
    for (int i = 0; i < count; i++) {
      try {
        List<Map<String, RegoValue>> solutions =
            pack.prepare("x = data.cases.c" + i).solutions(question);
        if (!solutions.isEmpty()) {
          found.put(i, RegoJson.read(solutions.getFirst().get("x").json()).json());
        }
      } catch (RegoException failed) {
        found.put(i, failed.code());
      }
    }
    return found;
  }

  /** Tokens and certificates are looked at now unless a time is given. */
  private static RegoValue answer(String builtin, List<RegoValue> arguments) {
    if (builtin.equals("time.now_ns")) {
      return RegoValue.of(Instant.now().toEpochMilli() * 1_000_000);
    }
    throw new AssertionError(builtin + arguments);
  }
}
