package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.rego.EvaluationLimits;
import dev.esclusa.rego.PolicyPack;
import dev.esclusa.rego.PreparedQuery;
import dev.esclusa.rego.Question;
import dev.esclusa.rego.RegoArray;
import dev.esclusa.rego.RegoException;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoSet;
import dev.esclusa.rego.RegoString;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges documents as Conftest 0.71 does: the rules {@code deny}, {@code violation} and {@code
 * warn}, also with a suffix, of a namespace, less those whose suffix an {@code exception} names. A
 * rule without a result is a success.
 */
final class PolicyCheck {
  private static final Pattern WARNS = Pattern.compile("warn(_[a-zA-Z0-9]+)*");
  private static final Pattern FAILS = Pattern.compile("(deny|violation)(_[a-zA-Z0-9]+)*");
  private static final Pattern KIND = Pattern.compile("^(?:deny|violation|warn)(?:_|$)");

  private static final String RESULT = "result";

  private final PolicyPack pack;
  private final Path folder;
  private final Question question;
  private final boolean printing;
  private final boolean tracing;
  private final Consumer<String> trace;
  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

  /** What is wanted beside results. */
  record Watching(boolean printing, boolean tracing, boolean builtinErrors) {}

  PolicyCheck(PolicyPack pack, Terminal terminal, Watching watching) {
    this.pack = pack;
    this.folder = terminal.path("").toAbsolutePath().normalize();
    Question asked = Question.BARE.within(EvaluationLimits.DEFAULT).with(new PolicyWorld(terminal));
    this.question = watching.builtinErrors ? asked.strict() : asked;
    this.printing = watching.printing;
    this.tracing = watching.tracing;
    this.trace = terminal::note;
    checkHeads();
  }

  /** {@code deny[msg] if ...} makes an object, of which no result would ever be seen. */
  private void checkHeads() {
    for (PolicyPack.RuleName rule : pack.rules()) {
      if (rule.keyedTruth() && judges(rule.name())) {
        throw Failure.of(
            ExitCode.MALFORMED,
            Problem.caller(
                "CLI-0025",
                rule.position() + ": " + rule.name() + "[...] if makes an object, not a set.",
                "Write: " + rule.name() + " contains ... if ..."));
      }
    }
  }

  private static boolean judges(String rule) {
    return FAILS.matcher(rule).matches() || WARNS.matcher(rule).matches();
  }

  /** The packages that have rules, in the order of their files. */
  static Set<String> namespaces(PolicyPack pack) {
    Set<String> all = new LinkedHashSet<>();
    for (PolicyPack.RuleName rule : pack.rules()) {
      all.add(namespace(rule));
    }
    return all;
  }

  private static String namespace(PolicyPack.RuleName rule) {
    return rule.packageName().replaceFirst("^data\\.", "");
  }

  /**
   * The rules of one namespace that judge.
   *
   * @param count every definition of each, since each may give a success
   */
  private record Namespace(List<Judging> rules, int count) {}

  private record Judging(Asked exceptions, Asked results, boolean fails) {}

  /**
   * @param place of the rule's first definition
   */
  private record Asked(String text, PreparedQuery query, Position place) {}

  private Namespace namespace(String name) {
    return namespaces.computeIfAbsent(name, this::prepared);
  }

  private Namespace prepared(String namespace) {
    int count = 0;
    Map<String, Position> names = new LinkedHashMap<>();
    for (PolicyPack.RuleName rule : pack.rules()) {
      if (namespace(rule).equals(namespace) && judges(rule.name())) {
        count++;
        names.putIfAbsent(rule.name(), rule.position());
      }
    }
    List<Judging> rules = new ArrayList<>();
    names.forEach((name, place) -> rules.add(judging(namespace, name, place)));
    return new Namespace(rules, count);
  }

  private Judging judging(String namespace, String name, Position place) {
    String suffix = KIND.matcher(name).replaceFirst("");
    String excused = "data." + namespace + ".exception[_][_] == \"" + suffix + "\"";
    String results = "data." + namespace + "." + name;
    return new Judging(
        new Asked(excused, pack.prepare(excused), place),
        new Asked(results, pack.prepare(RESULT + " = " + results), place),
        FAILS.matcher(name).matches());
  }

  /** Each of the documents; what they gave together. */
  PolicyResult check(String file, List<RegoValue> documents, String namespace) {
    Gathered gathered = new Gathered();
    Question here = question.withData(fileInfo(file));
    for (RegoValue document : documents) {
      one(namespace(namespace), here.withInput(document), gathered);
    }
    return new PolicyResult(
        file,
        namespace,
        gathered.successes,
        gathered.warnings,
        gathered.failures,
        gathered.exceptions,
        gathered.printed);
  }

  private RegoObject fileInfo(String file) {
    Path path = folder.resolve(file).normalize();
    Path parent = path.getParent();
    return RegoObject.of(
        "conftest",
        RegoObject.of(
            "file",
            RegoObject.of(
                "name",
                RegoValue.of(String.valueOf(path.getFileName())),
                "dir",
                RegoValue.of(String.valueOf(parent)))));
  }

  private static final class Gathered {
    private int successes;
    private final List<PolicyFinding> warnings = new ArrayList<>();
    private final List<PolicyFinding> failures = new ArrayList<>();
    private final List<PolicyFinding> exceptions = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();

    int results() {
      return warnings.size() + failures.size() + exceptions.size();
    }
  }

  private void one(Namespace namespace, Question asked, Gathered gathered) {
    int before = gathered.results();
    int successes = 0;
    for (Judging rule : namespace.rules) {
      int excused = solutions(rule.exceptions, asked, gathered).size();
      for (int i = 0; i < excused; i++) {
        gathered.exceptions.add(PolicyFinding.plain(rule.exceptions.text));
      }
      List<Map<String, RegoValue>> solutions = solutions(rule.results, asked, gathered);
      if (excused == 0) {
        List<PolicyFinding> found = rule.fails ? gathered.failures : gathered.warnings;
        for (Map<String, RegoValue> solution : solutions) {
          successes += findings(rule.results, solution.get(RESULT), found);
        }
      }
    }
    int results = gathered.results() - before + successes;
    gathered.successes += successes + Math.max(0, namespace.count - results);
  }

  private List<Map<String, RegoValue>> solutions(Asked asked, Question question, Gathered into) {
    try {
      if (tracing) {
        var explanation = asked.query.explain(question);
        trace.accept("query: " + asked.text);
        explanation.toString().lines().forEach(line -> trace.accept("TRAC  " + line));
        into.printed.addAll(explanation.printed());
        return explanation.solutions();
      }
      return printing
          ? asked.query.solutions(question, into.printed::add)
          : asked.query.solutions(question);
    } catch (RegoException failed) {
      throw PolicySources.failed(failed, asked.place);
    }
  }

  /** Adds what the value says; one success when it says nothing, and one for each empty message. */
  private static int findings(Asked asked, @Nullable RegoValue value, List<PolicyFinding> found) {
    Iterable<RegoValue> items =
        switch (value) {
          case RegoSet set when set.size() > 0 -> sorted(set);
          case RegoArray array when array.size() > 0 -> array;
          case null, default -> null;
        };
    if (items == null) {
      return 1;
    }
    int successes = 0;
    for (RegoValue item : items) {
      PolicyFinding finding =
          switch (item) {
            case RegoString text -> PolicyFinding.ofText(asked.text, text.value());
            case RegoObject object ->
                PolicyFinding.ofObject(asked.text, object).orElseThrow(() -> withoutMessage(asked));
            default -> null;
          };
      if (finding != null && finding.message().isEmpty()) {
        successes++;
      } else if (finding != null) {
        found.add(finding);
      }
    }
    return successes;
  }

  private static List<RegoValue> sorted(RegoSet set) {
    List<RegoValue> items = new ArrayList<>();
    set.forEach(items::add);
    items.sort(null);
    return items;
  }

  private static Failure withoutMessage(Asked asked) {
    return Failure.of(
        ExitCode.MALFORMED,
        Problem.caller(
            "CLI-0027",
            asked.place + ": " + asked.text + " gave an object without the text msg.",
            "Give each result the member msg."));
  }
}
