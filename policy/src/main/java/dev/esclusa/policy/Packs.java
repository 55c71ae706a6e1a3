package dev.esclusa.policy;

import dev.esclusa.model.Authority;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Finding;
import dev.esclusa.model.PolicyDecision.Outcome;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import dev.esclusa.rego.RegoException;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoProblem;
import dev.esclusa.rego.RegoRefused;
import dev.esclusa.rego.RegoString;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.TreeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The packs of an estate, each compiled once for each content that it has. Shared by threads. */
public final class Packs {
  /** A rule about anything else would never be asked, and nobody would see it. */
  private static final List<String> AUTHORITIES =
      List.of("kubernetes", "terraform", Authority.CONFIGURATION.text());

  /** How many contents are kept; older ones are compiled again when they are asked for. */
  private static final int REMEMBERED = 64;

  /** What became of a content. */
  private sealed interface Compiled {
    record Ready(List<AskedRule> rules) implements Compiled {}

    record Broken(List<Problem> problems) implements Compiled {}
  }

  private record Key(String name, Digest digest) {}

  private final Map<Key, Compiled> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Compiled> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What is wrong with a pack's rules, each with file, line and column; none when it is good. */
  public List<Problem> problems(PolicyPack pack) {
    return switch (compiled(pack)) {
      case Compiled.Ready _ -> List.of();
      case Compiled.Broken it -> it.problems();
    };
  }

  /**
   * The packs of a configuration that is in force, which were found good before they came there.
   *
   * @throws dev.esclusa.model.ProblemException when one is not: nothing is judged without it
   */
  public List<Pack> of(Estate estate) {
    return List.copyOf(ready(estate.policyPacks()));
  }

  /**
   * What packs say of a change document that somebody holds, as a decision would hear it.
   *
   * @param facts for the rules that are asked at the moment of apply; null when they are not asked
   * @throws dev.esclusa.model.ProblemException when a pack is broken
   */
  public ChangeJudgement judge(
      List<PolicyPack> packs, WrittenChange change, @Nullable AdmissionFacts facts) {
    List<RegoPack> all = ready(packs);
    List<Pack.Judgement> said =
        change.movesNothing() ? List.of() : all.stream().map(it -> it.judge(change)).toList();
    List<Finding> findings =
        Decision.ordered(said.stream().flatMap(it -> it.findings().stream())).toList();
    List<Requirement> required = greatest(said.stream().flatMap(it -> it.required().stream()));
    List<Pack.Judgement> admitted =
        facts == null ? List.of() : all.stream().map(it -> it.admit(change, facts)).toList();
    SortedMap<String, Digest> hashes = new TreeMap<>();
    all.forEach(it -> hashes.put(it.name(), it.hash()));
    return new ChangeJudgement(
        findings.stream().anyMatch(Decision::blocks)
            ? Outcome.DENY
            : required.isEmpty() ? Outcome.ALLOW : Outcome.REQUIRE_APPROVAL,
        required,
        findings,
        Decision.ordered(
                Stream.concat(said.stream(), admitted.stream())
                    .flatMap(it -> it.shadowed().stream()))
            .toList(),
        facts == null
            ? null
            : Decision.ordered(admitted.stream().flatMap(it -> it.findings().stream())).toList(),
        all.stream().flatMap(it -> it.asked(change).stream()).toList(),
        hashes);
  }

  /** Of one rule and team the greatest count stays. */
  private static List<Requirement> greatest(Stream<Requirement> required) {
    Map<String, Requirement> all = new TreeMap<>();
    required
        .sorted(Comparator.comparingInt(Requirement::count))
        .forEach(it -> all.put(it.rule() + " " + it.team(), it));
    return List.copyOf(all.values());
  }

  private List<RegoPack> ready(List<PolicyPack> packs) {
    List<RegoPack> all = new ArrayList<>();
    for (PolicyPack pack : packs) {
      switch (compiled(pack)) {
        case Compiled.Ready it -> all.add(new RegoPack(pack, it.rules()));
        case Compiled.Broken it -> throw it.problems().getFirst().asException();
      }
    }
    return all;
  }

  private Compiled compiled(PolicyPack pack) {
    Key key = new Key(pack.name() + " " + pack.folder(), pack.digest());
    synchronized (known) {
      Compiled before = known.get(key);
      if (before != null) {
        return before;
      }
    }
    Compiled now = compile(pack);
    synchronized (known) {
      known.put(key, now);
    }
    return now;
  }

  private static Compiled compile(PolicyPack pack) {
    try {
      Map<String, byte[]> files = new HashMap<>();
      pack.files()
          .forEach(
              (path, text) -> files.put(below(pack, path), text.getBytes(StandardCharsets.UTF_8)));
      dev.esclusa.rego.PolicyPack program =
          dev.esclusa.rego.PolicyPack.builder()
              .bundle(new InMemorySourceTree(files), pack.folder())
              .compile();
      return new Rules(pack, program).asked();
    } catch (RegoRefused e) {
      return new Compiled.Broken(e.problems().stream().map(it -> refused(pack, it)).toList());
    } catch (RegoException e) {
      return new Compiled.Broken(
          List.of(problem(pack, e.position(), e.code() + ": " + e.reason(), e.fix())));
    } catch (TreeException e) {
      return new Compiled.Broken(List.of(problem(pack, e.position(), e.cause(), e.fix())));
    }
  }

  private static String below(PolicyPack pack, String path) {
    return pack.folder().isEmpty() ? path : pack.folder() + "/" + path;
  }

  private static Problem refused(PolicyPack pack, RegoProblem problem) {
    return problem(pack, problem.position(), problem.code() + ": " + problem.text(), problem.fix());
  }

  private static Problem problem(PolicyPack pack, @Nullable Position at, String cause, String fix) {
    return Problem.caller(
        "POL-0017",
        (at == null ? "policy pack " + pack.name() : at.toString()) + ": " + cause,
        fix.isEmpty() ? "Mend the rule; `esclusa test " + pack.folder() + "` shows it too." : fix);
  }

  /** Finds the rules of a compiled pack that are asked. */
  private static final class Rules {
    private final PolicyPack pack;
    private final dev.esclusa.rego.PolicyPack program;
    private final List<Problem> problems = new ArrayList<>();

    Rules(PolicyPack pack, dev.esclusa.rego.PolicyPack program) {
      this.pack = pack;
      this.program = program;
    }

    Compiled asked() {
      Map<String, RegoObject> metadata = new TreeMap<>();
      for (dev.esclusa.rego.PolicyPack.RuleName rule : program.rules()) {
        if (wanted(rule)) {
          check(rule);
          metadata.merge(
              packageOf(rule) + "." + rule.name(),
              rule.metadata(),
              (one, other) -> one.size() == 0 ? other : one);
        }
      }
      List<AskedRule> rules = new ArrayList<>();
      metadata.forEach((path, fields) -> rules.add(rule(path, fields)));
      if (rules.isEmpty() && problems.isEmpty()) {
        problems.add(
            problem(
                pack,
                null,
                "no rule of it is asked: none in "
                    + (pack.packages().isEmpty() ? "its packages" : pack.packages())
                    + " is called deny, violation, warn, inform, require or admission",
                "Name a rule so, or name the packages that have such rules in spec.packages."));
      }
      return problems.isEmpty() ? new Compiled.Ready(rules) : new Compiled.Broken(problems);
    }

    private boolean wanted(dev.esclusa.rego.PolicyPack.RuleName rule) {
      List<String> packages =
          pack.packages().isEmpty() && pack.reads() == PolicyPack.Reads.OBJECT
              ? List.of("main")
              : pack.packages();
      return AskedRule.asked(rule.name())
          && !rule.function()
          && (packages.isEmpty() || packages.contains(packageOf(rule)));
    }

    /** Without {@code data}, as people write it. */
    private static String packageOf(dev.esclusa.rego.PolicyPack.RuleName rule) {
      return rule.packageName().replaceFirst("^data[.]", "");
    }

    private void check(dev.esclusa.rego.PolicyPack.RuleName rule) {
      String id = pack.name() + "." + packageOf(rule) + "." + rule.name();
      if (!id.matches("[A-Za-z0-9._-]{1,128}")) {
        problems.add(
            problem(
                pack,
                rule.position(),
                "the rule would be called "
                    + id
                    + ", wanted are at most 128 letters, digits, - _ .",
                "Give the pack or the package a shorter, plainer name."));
      }
      RegoValue custom = rule.metadata().get("custom");
      String severity = custom == null ? null : AskedRule.text(custom, "severity");
      for (RegoValue authority : AskedRule.authorities(custom)) {
        if (!(authority instanceof RegoString word) || !AUTHORITIES.contains(word.value())) {
          problems.add(
              problem(
                  pack,
                  rule.position(),
                  "custom.authorities names "
                      + authority.json()
                      + ", wanted are "
                      + String.join(", ", AUTHORITIES),
                  "Write those whose targets the rule is about, or leave it out."));
        }
      }
      if (severity != null && AskedRule.severity(severity) == null) {
        problems.add(
            problem(
                pack,
                rule.position(),
                "custom.severity is \"" + severity + "\", wanted is block, warn or inform",
                "Write one of them, or leave it out: the rule's name says it too."));
      }
    }

    private AskedRule rule(String path, RegoObject metadata) {
      String query =
          AskedRule.ANSWER
              + " := data"
              + Stream.of(path.split("[.]"))
                  .map(it -> "[\"" + it + "\"]")
                  .collect(Collectors.joining());
      return AskedRule.of(
          new RuleId(pack.name() + "." + path),
          path.substring(path.lastIndexOf('.') + 1),
          metadata,
          program.prepare(query));
    }
  }
}
