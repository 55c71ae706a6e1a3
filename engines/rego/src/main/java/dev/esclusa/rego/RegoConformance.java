package dev.esclusa.rego;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs evaluation cases in the format of OPA's conformance suite ({@code v1/test/cases}) and
 * compilation cases (a module, and the errors that compiling it gives).
 *
 * <p>Modules of files below a folder {@code v0} are read as Rego v0. An evaluation case passes when
 * the set of solutions, as JSON, or the code of the error is the wanted one (texts of errors are
 * ours). A compilation case passes when the verdict, the first code and its row are the wanted
 * ones.
 */
public final class RegoConformance {
  /** How many cases passed, failed, and are of a kind that is not known here. */
  public record Counts(int passed, int failed, int skipped) {
    @Override
    public String toString() {
      return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
    }
  }

  /** A case that failed, and why. */
  record Failure(String file, String note, String reason) {
    @Override
    public String toString() {
      return "failed " + file + ": " + note + ": " + reason;
    }
  }

  private final Path folder;
  private final Consumer<String> out;
  private final List<Failure> failures = new ArrayList<>();
  private final Map<String, int[]> sets = new TreeMap<>();
  private int passed;
  private int failed;
  private int skipped;
  private int compiled;
  private int verdicts;
  private int codes;
  private int rows;

  private RegoConformance(Path folder, Consumer<String> out) {
    this.folder = folder;
    this.out = out;
  }

  /** Says a line for each case that failed or was skipped, figures of each set, and the counts. */
  public static Counts run(Path folder, Consumer<String> out) {
    RegoConformance run = new RegoConformance(folder, out);
    run.all();
    run.figures();
    Counts counts = new Counts(run.passed, run.failed, run.skipped);
    out.accept(counts.toString());
    return counts;
  }

  /** The cases that fail. */
  static List<Failure> failures(Path folder) {
    RegoConformance run = new RegoConformance(folder, line -> {});
    run.all();
    return List.copyOf(run.failures);
  }

  private void all() {
    try (var files = Files.walk(folder)) {
      List<Path> cases =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().equals("INDEX.json"))
              .filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
              .sorted()
              .toList();
      cases.forEach(this::file);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the cases in " + folder, failure);
    }
  }

  private void figures() {
    sets.forEach(
        (set, counts) ->
            out.accept("set %s: %d of %d".formatted(set, counts[0], counts[0] + counts[1])));
    if (compiled > 0) {
      out.accept(
          "compile: verdict %.1f %%, first code %.1f %%, code and row %.1f %% of %d"
              .formatted(
                  100.0 * verdicts / compiled,
                  100.0 * codes / compiled,
                  100.0 * rows / compiled,
                  compiled));
    }
  }

  private void file(Path file) {
    String name = folder.relativize(file).toString();
    Value root;
    try {
      List<Document> documents =
          Yaml.read(
              name,
              Files.readAllBytes(file),
              ScalarProfile.KUBECTL,
              dev.esclusa.tree.Limits.DEFAULT);
      root = documents.getFirst().root();
    } catch (IOException | RuntimeException unreadable) {
      skipped++;
      out.accept("skipped " + name + ": " + unreadable.getMessage());
      return;
    }
    if (!(root.at("cases") instanceof Value.Sequence cases)) {
      skipped++;
      out.accept("skipped " + name + ": it has no list of cases");
      return;
    }
    boolean v0 = file.toAbsolutePath().toString().replace('\\', '/').contains("/v0/");
    for (Value one : cases.items()) {
      one(name, one, v0 ? RegoVersion.V0 : RegoVersion.V1);
    }
  }

  private void one(String file, Value one, RegoVersion version) {
    String note = String.valueOf(one.text("note"));
    String wrong;
    try {
      wrong = one.at("query") == null ? compilation(one) : evaluation(one, version);
    } catch (RuntimeException | StackOverflowError crash) {
      StackTraceElement[] stack = crash.getStackTrace();
      wrong = "crashed: " + crash + (stack.length > 0 ? " at " + stack[0] : "");
    }
    int slash = file.replace('\\', '/').indexOf('/');
    int[] counts =
        sets.computeIfAbsent(slash < 0 ? "." : file.substring(0, slash), s -> new int[2]);
    if (wrong == null) {
      passed++;
      counts[0]++;
    } else {
      failed++;
      counts[1]++;
      Failure failure = new Failure(file, note, wrong.lines().findFirst().orElse(""));
      failures.add(failure);
      out.accept(failure.toString());
    }
  }

  // Evaluation cases.

  private static @Nullable String evaluation(Value one, RegoVersion version) {
    String wantedCode = one.text("want_error_code");
    boolean wantsError = wantedCode != null || one.at("want_error") != null;
    List<Map<String, RegoValue>> solutions;
    try {
      solutions = solutions(one, version);
    } catch (RegoRefused refused) {
      String code = refused.problems().getFirst().code();
      return wantsError && (wantedCode == null || wantedCode.equals(code))
          ? null
          : "refused: " + refused.problems().getFirst();
    } catch (RegoException error) {
      if (!wantsError) {
        return "error: " + error.getMessage();
      }
      return wantedCode == null || wantedCode.equals(error.code())
          ? null
          : "wanted " + wantedCode + ", got " + error.getMessage();
    }
    if (wantsError) {
      return "wanted an error (" + wantedCode + " " + one.text("want_error") + ")";
    }
    return compared(one, solutions);
  }

  private static List<Map<String, RegoValue>> solutions(Value one, RegoVersion version) {
    PolicyPack.Builder pack = PolicyPack.builder().version(version);
    if (one.at("modules") instanceof Value.Sequence modules) {
      for (int i = 0; i < modules.items().size(); i++) {
        pack.module("test-%d.rego".formatted(i), modules.items().get(i).asText());
      }
    }
    Question question = Question.BARE.with(RegoConformance::answer).withInput(input(one));
    if (one.at("data") instanceof Value.Mapping data) {
      // not data of the pack: cases may hide data by rules, which a pack refuses
      question = question.withData((RegoObject) RegoValue.of(data));
    }
    if (one.at("strict_error") instanceof Value.Bool bool && bool.value()) {
      question = question.strict();
    }
    return pack.compile().prepare(String.valueOf(one.text("query"))).solutions(question);
  }

  private static @Nullable RegoValue input(Value one) {
    String term = one.text("input_term");
    if (term != null) {
      return PolicyPack.builder()
          .compile()
          .prepare("x = " + term)
          .solutions(Question.BARE)
          .getFirst()
          .get("x");
    }
    Value input = one.at("input");
    return input == null ? null : RegoValue.of(input);
  }

  /** The world as far as cases ask for it: always the same. */
  private static RegoValue answer(String builtin, List<RegoValue> arguments) {
    return switch (builtin) {
      case "time.now_ns" -> RegoValue.of(1_767_225_600_000_000_000L);
      case "rand.intn" -> RegoNumber.ZERO;
      case "opa.runtime" -> RegoObject.EMPTY;
      case "uuid.rfc4122" -> RegoValue.of("6a3b1c4e-0d5f-4c2a-9b7e-1f2d3c4b5a69");
      case "net.lookup_ip_addr" -> RegoSet.of(arguments.getFirst());
      default -> Capabilities.NONE.answer(builtin, arguments);
    };
  }

  private static @Nullable String compared(Value one, List<Map<String, RegoValue>> solutions) {
    boolean sorted = one.at("sort_bindings") instanceof Value.Bool bool && bool.value();
    Set<RegoValue> found = new HashSet<>();
    for (Map<String, RegoValue> solution : solutions) {
      RegoObject.Builder object = RegoObject.builder();
      solution.forEach((name, value) -> object.put(name, plain(value, sorted)));
      found.add(object.build());
    }
    if (one.at("want_defined") instanceof Value.Bool defined) {
      return defined.value() == !found.isEmpty() ? null : "wanted defined " + defined;
    }
    if (!(one.at("want_result") instanceof Value.Sequence results)) {
      return found.isEmpty() ? null : "wanted no result, got " + Steps.brief(RegoSet.of(found));
    }
    Set<RegoValue> wanted = new HashSet<>();
    for (Value result : results.items()) {
      RegoObject.Builder object = RegoObject.builder();
      ((RegoObject) RegoValue.of(result))
          .forEach((name, value) -> object.put(name, plain(value, sorted)));
      wanted.add(object.build());
    }
    return wanted.equals(found)
        ? null
        : "wanted " + Steps.brief(RegoSet.of(wanted)) + ", got " + Steps.brief(RegoSet.of(found));
  }

  /** As JSON; the value itself sorted when it is an array and the case says so. */
  private static RegoValue plain(RegoValue value, boolean sorted) {
    RegoValue json = RegoJson.read(value.json());
    if (sorted && json instanceof RegoArray array) {
      List<RegoValue> items = new ArrayList<>(List.of(array.items()));
      items.sort(null);
      return RegoArray.of(items);
    }
    return json;
  }

  // Compilation cases.

  private @Nullable String compilation(Value one) {
    if (!(one.at("modules") instanceof Value.Sequence modules)) {
      return "it has no modules";
    }
    PolicyPack.Builder pack = PolicyPack.builder();
    pack.strict(one.at("strict") instanceof Value.Bool bool && bool.value());
    for (int i = 0; i < modules.items().size(); i++) {
      pack.module("test-%d.rego".formatted(i), modules.items().get(i).asText());
    }
    List<RegoProblem> problems = List.of();
    try {
      pack.compile();
    } catch (RegoRefused refused) {
      problems = refused.problems();
    }
    return judged(one, problems);
  }

  private @Nullable String judged(Value one, List<RegoProblem> problems) {
    compiled++;
    Value first =
        one.at("want_errors") instanceof Value.Sequence errors ? errors.items().getFirst() : null;
    RegoProblem problem = problems.isEmpty() ? null : problems.getFirst();
    if (first == null || problem == null) {
      boolean same = first == null && problem == null;
      verdicts += same ? 1 : 0;
      codes += same ? 1 : 0;
      rows += same ? 1 : 0;
      return same
          ? null
          : problem == null
              ? "wanted " + first + ", but it was accepted"
              : "wanted it accepted, got " + problem;
    }
    verdicts++;
    if (!problem.code().equals(first.text("code"))) {
      return "wanted " + first + ", got " + problem;
    }
    codes++;
    Value row = first.at("row");
    boolean sameRow =
        row == null || problem.position() != null && problem.position().line() == row.asLong();
    rows += sameRow ? 1 : 0;
    return sameRow ? null : "wanted " + first + ", got " + problem;
  }
}
