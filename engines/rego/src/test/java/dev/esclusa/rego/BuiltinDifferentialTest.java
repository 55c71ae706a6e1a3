package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random calls of built-ins give what {@code opa} gives: the same value, undefined, or an error of
 * the same code. {@code -Drego.builtins=N} for another number of calls of each built-in than 20,
 * {@code -Drego.seed=S} to repeat a run, {@code -Drego.builtin=NAME} for those that start so.
 */
class BuiltinDifferentialTest {
  private static final int AT_ONCE = 400;
  private static final List<String> TOPICS =
      List.of(
          "numbers", "collections", "strings", "text", "encoding", "time", "net", "json", "crypto",
          "tokens", "graphql", "calls");

  @TempDir Path folder = Path.of("");
  private String lastError = "";

  @Test
  void randomCallsGiveWhatOpaGives() throws Exception {
    OpaPeer opa = OpaPeer.find(folder);
    assumeTrue(opa != null, OpaPeer.SKIPPED);
    int each = Integer.getInteger("rego.builtins", 20);
    long seed = Long.getLong("rego.seed", 20260101L);
    String only = System.getProperty("rego.builtin", "");
    Map<String, List<RegoArray>> examples = RandomCalls.examples(lines());
    List<String> calls = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    for (String name : RandomCalls.names()) {
      SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
      RandomCalls writer = new RandomCalls(random, examples);
      for (int i = 0; i < each && name.startsWith(only); i++) {
        calls.add(writer.expression(name));
      }
    }
    for (int start = 0; start < calls.size(); start += AT_ONCE) {
      compare(opa, calls.subList(start, Math.min(calls.size(), start + AT_ONCE)), differences);
    }
    System.out.println(calls.size() + " calls, " + differences.size() + " differences");
    java.nio.file.Files.write(Path.of("/tmp/rg/diff.txt"), differences);
    assertThat(differences).as("seed %d", seed).isEmpty();
  }

  private static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String topic : TOPICS) {
      try (InputStream in =
          BuiltinDifferentialTest.class.getResourceAsStream("/builtins/" + topic + ".txt")) {
        lines.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
      }
    }
    return lines;
  }

  /** In halves where opa refuses all, down to the call that it refuses. */
  private void compare(OpaPeer opa, List<String> calls, List<String> differences)
      throws IOException, InterruptedException {
    String module = module(calls);
    long t0=System.nanoTime();
    Map<Integer, String> theirs = theirs(opa, module);
    if (theirs == null && calls.size() > 1) {
      int half = calls.size() / 2;
      compare(opa, calls.subList(0, half), differences);
      compare(opa, calls.subList(half, calls.size()), differences);
      return;
    }
    Map<Integer, String> ours;
    long t1=System.nanoTime();
    try {
      ours = ours(module, calls.size());
    } catch (RegoRefused refused) {
      if (theirs != null) {
        differences.add(module + "\n# ours refused " + refused.getMessage());
      } else if (calls.size() == 1) { System.out.println("BOTH " + refused.getMessage() + " " + lastError + calls);
      }
      return;
    }
    long t2=System.nanoTime();
    System.out.println(calls.size()+" opa "+(t1-t0)/1000000+" ours "+(t2-t1)/1000000+" "+calls.get(0).substring(0,Math.min(90,calls.get(0).length())));
    for (int i = 0; i < calls.size(); i++) {
      String wanted = theirs == null ? "refused " + lastError.substring(0, Math.min(300, lastError.length())) : theirs.getOrDefault(i, "undefined");
      String seen = ours.getOrDefault(i, "undefined");
      if (theirs == null) System.out.println(wanted + " " + calls.get(i).substring(0,Math.min(150,calls.get(0).length())));
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

  private @Nullable Map<Integer, String> theirs(OpaPeer opa, String module)
      throws IOException, InterruptedException {
    String file = opa.write("cases.rego", module).toString();
    String input = opa.write("input.json", "{\"one\": 1, \"z\": null}").toString();
    OpaPeer.@Nullable Answer answer =
        opa.run(
            List.of(
                "eval", "--show-builtin-errors", "-f", "json", "-d", file, "-i", input, "data.cases"));
    lastError = answer == null ? "timeout" : answer.error();
    if (answer == null || answer.out().length == 0) {
      return null;
    }
    RegoValue said = RegoJson.read(answer.out());
    lastError = String.valueOf(said.get("errors"));
    RegoValue result = said.get("result");
    if (result == null) {
      return null;
    }
    Map<Integer, String> found = new HashMap<>();
    RegoValue errors = said.get("errors");
    if (errors != null) {
      for (RegoValue error : ((RegoArray) errors).items()) {
        int row = Integer.parseInt(String.valueOf(error.get("location").get("row")));
        found.putIfAbsent(
            row - 2, error.get("code") + " " + error.get("message"));
      }
    }
    found.replaceAll((at, text) -> text.substring(1, text.indexOf('"', 1)) + "");
    RegoValue cases = ((RegoArray) ((RegoArray) result).at(0).get("expressions")).at(0).get("value");
    values(cases, found);
    return found;
  }

  private static void values(RegoValue cases, Map<Integer, String> found) {
    RegoObject all = (RegoObject) cases;
    for (int i = 0; i < all.size(); i++) {
      String name = ((RegoString) all.keyAt(i)).value();
      found.put(Integer.parseInt(name.substring(1)), all.valueAt(i).json());
    }
  }

  private static Map<Integer, String> ours(String module, int count) {
    PolicyPack pack = PolicyPack.builder().module("cases.rego", module).compile();
    Question question =
        Question.of(RegoJson.read("{\"one\": 1, \"z\": null}"))
            .with(BuiltinDifferentialTest::answer);
    Map<Integer, String> found = new HashMap<>();
    for (int i = 0; i < count; i++) {
      try {
        List<Map<String, RegoValue>> solutions =
            pack.prepare("x = data.cases.c" + i).solutions(question.strict());
        if (!solutions.isEmpty()) {
          found.put(i, RegoJson.read(solutions.getFirst().get("x").json()).json());
        }
      } catch (RegoException failed) {
        found.put(i, failed.code());
      } catch (RuntimeException crash) {
        found.put(i, crash + " at " + Arrays.toString(crash.getStackTrace()).substring(0, 400));
      }
    }
    return found;
  }

  private static RegoValue answer(String builtin, List<RegoValue> arguments) {
    if (builtin.equals("time.now_ns")) {
      return RegoValue.of(Instant.now().toEpochMilli() * 1_000_000);
    }
    throw new AssertionError(builtin + Arrays.toString(arguments.toArray()));
  }
}
