package dev.esclusa.policy;

import dev.esclusa.model.Address;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.Glob;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Target;
import dev.esclusa.rego.EvaluationLimits;
import dev.esclusa.rego.Question;
import dev.esclusa.rego.RegoException;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A policy pack, compiled. Which rules are asked, and as what, follows from their names ({@link
 * AskedRule}); equal packs give equal judgements of equal changes, on any machine: rules are
 * bounded by steps, never by time.
 */
final class RegoPack implements Pack {
  /** Raised whenever a change of the engine or of this class may change a judgement. */
  static final String ENGINE = "esclusa-rego/2";

  /** Enough for some hundred rules over a plan of many megabytes; a hostile rule ends. */
  private static final EvaluationLimits LIMITS =
      EvaluationLimits.DEFAULT
          .withSteps(500_000_000L)
          .withBytes(2L << 30)
          .withOutputBytes(16L << 20);

  /** More of one rule helps nobody; that there are more is a finding too. */
  private static final int MAX_FINDINGS = 1_000;

  /** More than a person reads, and less than a journal minds. */
  private static final int MAX_TEXT = 4_000;

  private final PolicyPack source;
  private final List<AskedRule> rules;
  private final Digest hash;

  RegoPack(PolicyPack source, List<AskedRule> rules) {
    this.source = source;
    this.rules = List.copyOf(rules);
    this.hash =
        Canonical.hash(
            "esclusa/rego-pack/v1",
            Value.mapping("engine", ENGINE, "pack", source.digest().toString()));
  }

  @Override
  public String name() {
    return source.name();
  }

  /** The rules that this change is a matter of, those for the moment of apply too. */
  List<RuleId> asked(WrittenChange change) {
    return rules.stream().filter(it -> it.concerns(change.authority())).map(AskedRule::id).toList();
  }

  @Override
  public Digest hash() {
    return hash;
  }

  @Override
  public boolean covers(Target target) {
    return source.covers(target);
  }

  @Override
  public List<RuleId> rules() {
    return rules.stream().map(AskedRule::id).toList();
  }

  @Override
  public List<RuleId> tried() {
    return rules.stream().filter(this::shadow).map(AskedRule::id).toList();
  }

  @Override
  public List<RuleId> judging(Target target) {
    return concerning(target).filter(it -> !it.admits()).map(AskedRule::id).toList();
  }

  @Override
  public List<RuleId> admitting(Target target) {
    return concerning(target).filter(AskedRule::admits).map(AskedRule::id).toList();
  }

  private Stream<AskedRule> concerning(Target target) {
    return rules.stream().filter(it -> it.concerns(target.authority().text()));
  }

  private boolean shadow(AskedRule rule) {
    return rule.shadow() || Glob.matchesAny(source.shadow(), rule.id().text());
  }

  @Override
  public Judgement judge(PackInput input) {
    return judge(inputs(input), new Said(addresses(input)), authority(input));
  }

  /** Of a document that was read. */
  Judgement judge(WrittenChange change) {
    return judge(inputs(change), new Said(change.addresses()), change.authority());
  }

  private Judgement judge(List<Asked> inputs, Said said, String authority) {
    for (Asked asked : inputs) {
      for (AskedRule rule : rules) {
        if (rule.concerns(authority)) {
          switch (rule.kind()) {
            case FIND -> answers(rule, asked, said).forEach(it -> said.find(rule, asked, it));
            case REQUIRE -> answers(rule, asked, said).forEach(it -> said.require(rule, it));
            case ADMIT -> {}
          }
        }
      }
    }
    return said.judgement();
  }

  @Override
  public Judgement admit(PackInput input, AdmissionFacts facts) {
    String authority = authority(input);
    return admits(authority)
        ? admit(inputs(input), new Said(addresses(input)), authority, facts)
        : Judgement.of(List.of());
  }

  /** Of a document that was read. */
  Judgement admit(WrittenChange change, AdmissionFacts facts) {
    String authority = change.authority();
    return admits(authority)
        ? admit(inputs(change), new Said(change.addresses()), authority, facts)
        : Judgement.of(List.of());
  }

  private boolean admits(String authority) {
    return rules.stream().anyMatch(it -> it.admits() && it.concerns(authority));
  }

  private Judgement admit(List<Asked> inputs, Said said, String authority, AdmissionFacts facts) {
    for (Asked asked : inputs) {
      Asked now = asked.with("admission", admission(facts));
      for (AskedRule rule : rules) {
        if (rule.admits() && rule.concerns(authority)) {
          answers(rule, now, said).forEach(it -> said.find(rule, now, it));
        }
      }
    }
    return said.judgement();
  }

  private static String authority(PackInput input) {
    return input.plan().target().authority().text();
  }

  private static RegoValue admission(AdmissionFacts facts) {
    return RegoValue.of(
        Value.mapping(
            "now",
            facts.now().toString(),
            "approvals",
            facts.approvals().stream()
                .map(
                    it ->
                        Value.mapping(
                            "approver", it.approver(),
                            "rules", it.rules(),
                            "expiresAt", it.expiresAt().toString()))
                .toList()));
  }

  /** One document that the rules are asked about. */
  private record Asked(RegoValue input, @Nullable Address address, Question question) {
    Asked(RegoValue input, @Nullable Address address) {
      this(input, address, Question.of(input).within(LIMITS));
    }

    Asked with(String name, RegoValue value) {
      return input instanceof RegoObject object
          ? new Asked(object.with(RegoValue.of(name), value), address)
          : this;
    }
  }

  private List<Asked> inputs(PackInput input) {
    return switch (source.reads()) {
      case CHANGE -> List.of(new Asked(RegoValue.of(ChangeDocument.of(input)), null));
      case OBJECT -> input.objects().objects().stream().flatMap(RegoPack::wanted).toList();
    };
  }

  private List<Asked> inputs(WrittenChange change) {
    return switch (source.reads()) {
      case CHANGE -> List.of(new Asked(change.document(), null));
      case OBJECT ->
          change.objects().stream().map(it -> new Asked(it.value(), it.address())).toList();
    };
  }

  private static List<Address> addresses(PackInput input) {
    List<Address> all = new ArrayList<>();
    input.plan().changes().forEach(it -> all.add(it.address()));
    input.plan().leftAlone().forEach(it -> all.add(it.address()));
    input.objects().objects().forEach(it -> all.add(it.address()));
    if (input.objects().authorityPlan() instanceof Value.Mapping it
        && it.get("resource_changes") instanceof Value.Sequence(List<Value> resources)) {
      resources.forEach(one -> add(one.asMapping().text("address"), all));
    }
    return all;
  }

  /** What the plan of a stack leaves as it is is named by nothing else. */
  private static void add(@Nullable String resource, List<Address> all) {
    if (resource != null) {
      all.add(new Address.Terraform(resource));
    }
  }

  private static Stream<Asked> wanted(PlanObjects.Seen seen) {
    Value wanted = seen.wanted();
    return wanted == null
        ? Stream.empty()
        : Stream.of(new Asked(RegoValue.of(wanted), seen.address()));
  }

  /** What a rule answers; one that cannot be evaluated is told as a finding of its own. */
  private static List<RegoValue> answers(AskedRule rule, Asked asked, Said said) {
    try {
      List<RegoValue> all = new ArrayList<>();
      for (Map<String, RegoValue> solution : rule.query().solutions(asked.question())) {
        RegoValue value = solution.get(AskedRule.ANSWER);
        if (value != null) {
          all.addAll(AskedRule.entries(value));
        }
      }
      if (all.size() > MAX_FINDINGS) {
        all.sort(null); // those that are listed are the same ones next time
      }
      return all;
    } catch (RegoException e) {
      said.broken(rule, asked, e);
      return List.of();
    }
  }

  private static String shortened(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
    return text.substring(0, end) + "... (" + (text.length() - end) + " characters more)";
  }

  /** Collects what the rules say of one change. */
  private final class Said {
    private final Map<String, Address> addresses = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> shadowed = new ArrayList<>();
    private final Map<RuleId, Integer> counts = new HashMap<>();
    private final Map<AskedRule, Integer> beyond = new LinkedHashMap<>();
    private final List<Requirement> required = new ArrayList<>();

    /**
     * @param known what findings may name
     */
    Said(List<Address> known) {
      known.forEach(it -> addresses.put(it.text(), it));
    }

    Judgement judgement() {
      beyond.forEach(this::more);
      return new Judgement(findings, required, shadowed);
    }

    /**
     * What is not listed is not allowed either, whatever waivers there are for single addresses.
     */
    private void more(AskedRule rule, int count) {
      add(
          rule,
          new Finding(
              rule.id(),
              rule.severity(),
              null,
              count + " more of it are not listed",
              "Mend those that are, or make the rule say less.",
              rule.waivable(),
              null));
    }

    /** Whether there is still room for one more entry of this rule. */
    private boolean counted(AskedRule rule) {
      boolean room = counts.merge(rule.id(), 1, Integer::sum) <= MAX_FINDINGS;
      if (!room) {
        beyond.merge(rule, 1, Integer::sum);
      }
      return room;
    }

    void find(AskedRule rule, Asked asked, RegoValue answer) {
      if (!counted(rule)) {
        return;
      }
      String message = AskedRule.words(answer, "msg");
      String fix = AskedRule.text(answer, "fix");
      String named = AskedRule.text(answer, "address");
      add(
          rule,
          new Finding(
              rule.id(),
              rule.severity(),
              named == null ? asked.address() : addresses.get(named),
              message == null ? rule.title() : shortened(message),
              fix == null ? rule.fix() : shortened(fix),
              rule.waivable(),
              null));
    }

    void require(AskedRule rule, RegoValue answer) {
      if (!counted(rule)) {
        return;
      }
      String team = AskedRule.text(answer, "team");
      RegoValue count = answer instanceof RegoObject object ? object.get("count") : null;
      int persons = count == null ? 1 : AskedRule.whole(count);
      if (team == null || persons < 1 || !team.matches("[A-Za-z0-9._-]{1,253}")) {
        add(
            rule,
            finding(
                rule,
                null,
                "it requires "
                    + shortened(answer.json())
                    + ", wanted is {\"team\": NAME, \"count\": 1 or more}",
                "Mend the rule."));
      } else if (shadow(rule)) {
        add(rule, finding(rule, null, "it would require " + persons + " of team " + team, ""));
      } else {
        required.add(new Requirement(RequiredApprovals.shareOf(rule.id(), team), team, persons));
      }
    }

    /** Nothing is allowed because a rule failed. */
    void broken(AskedRule rule, Asked asked, RegoException problem) {
      add(
          rule,
          finding(
              rule,
              asked.address(),
              shortened("it could not be evaluated: " + problem.getMessage()),
              problem.fix()));
    }

    private Finding finding(AskedRule rule, @Nullable Address address, String message, String fix) {
      return new Finding(rule.id(), Severity.BLOCK, address, message, fix, false, null);
    }

    private void add(AskedRule rule, Finding finding) {
      (shadow(rule) ? shadowed : findings).add(finding);
    }
  }
}
