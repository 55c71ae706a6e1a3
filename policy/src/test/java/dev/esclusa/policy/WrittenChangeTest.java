package dev.esclusa.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Finding;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyDecision.Outcome;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Risk;
import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrittenChangeTest {
  private static final Address CORE = new Address.Kubernetes("apps", "Deployment", "crm", "core");
  private static final Address NAMESPACE = new Address.Kubernetes("", "Namespace", null, "crm");
  private static final String RULES =
      """
      package all
      # METADATA
      # custom: {fix: Write 2 or more., waivable: false}
      deny_size contains {"msg": msg, "address": one.address} if {
        some one in input.objects
        one.object.spec.replicas < 2
        msg := "few"
      }
      warn contains {"msg": "no label", "address": "Namespace/crm"}
      inform contains "told" if input.broughtBy.known
      # METADATA
      # custom: {shadow: true}
      deny_tried contains "tried"
      require contains {"team": "platform", "count": 2}
      require contains {"team": "platform", "count": 1}
      admission contains "on friday" if time.weekday(time.parse_rfc3339_ns(input.admission.now)) == "Friday"
      """;
  private static final PolicyPack PACK = pack(PolicyPack.Reads.CHANGE, RULES);

  private final Packs packs = new Packs();

  @Test
  void aDocumentThatWasWrittenAndReadIsJudgedLikeTheChangeItself() {
    Pack server = packs.of(estate()).getFirst();
    PackInput input = input(Action.UPDATE);

    ChangeJudgement judgement = packs.judge(List.of(PACK), read(input), null);

    Pack.Judgement told = server.judge(input);
    assertThat(judgement.findings()).containsExactlyInAnyOrderElementsOf(told.findings());
    assertThat(judgement.shadowed()).isEqualTo(told.shadowed());
    assertThat(told.required()).containsAll(judgement.required());
    assertThat(judgement.findings())
        .extracting(Finding::address)
        .containsExactlyInAnyOrder(CORE, NAMESPACE, null);
    assertThat(judgement.outcome()).isEqualTo(Outcome.DENY);
    assertThat(judgement.required())
        .singleElement()
        .satisfies(it -> assertThat(it.count()).isEqualTo(2));
    assertThat(judgement.packs()).containsEntry("base", server.hash());
  }

  @Test
  void rulesForTheMomentOfApplyAreAskedWhenTheMomentIsSaid() {
    PackInput input = input(Action.UPDATE);
    AdmissionFacts friday = new AdmissionFacts(Instant.parse("2026-11-20T12:00:00Z"), List.of());

    ChangeJudgement silent = packs.judge(List.of(PACK), read(input), null);
    ChangeJudgement asked = packs.judge(List.of(PACK), read(input), friday);

    assertThat(silent.objections()).isNull();
    assertThat(asked.objections())
        .isEqualTo(packs.of(estate()).getFirst().admit(input, friday).findings());
    assertThat(asked.objections()).hasSize(1);
  }

  @Test
  void rulesOfConftestReadEachObjectOfADocument() {
    PolicyPack each =
        pack(
            PolicyPack.Reads.OBJECT,
            "package main\ndeny contains \"few\" if input.spec.replicas < 2");

    assertThat(packs.judge(List.of(each), read(input(Action.UPDATE)), null).findings())
        .extracting(Finding::address)
        .containsExactly(CORE);
  }

  @Test
  void aChangeThatMovesNothingIsAllowedWhateverRulesSay() {
    ChangeJudgement judgement = packs.judge(List.of(PACK), read(input(Action.NOTHING)), null);

    assertThat(judgement.outcome()).isEqualTo(Outcome.ALLOW);
    assertThat(judgement.findings()).isEmpty();
  }

  @Test
  void aDocumentThatIsOtherwiseThanItsSchemaIsToldWithThePlace() {
    Value.Mapping document = ChangeDocument.of(input(Action.UPDATE));
    Value.Mapping worded =
        document
            .with(Pointer.of("plan", "changes", "0", "action"), Value.of("explode"))
            .asMapping();

    assertThat(objections(document)).isEmpty();
    assertThat(objections(worded).getFirst().place())
        .isEqualTo(Pointer.of("plan", "changes", "0", "action"));
    assertThat(objections(document.without("objects")).getFirst().place()).isEqualTo(Pointer.ROOT);
    assertThat(objections(document.with("version", Value.of("v2"))).getFirst().place())
        .isEqualTo(Pointer.of("version"));
    assertThat(objections(Value.of("text"))).isNotEmpty();
    assertThat(
            objections(
                    document
                        .with("target", Value.mapping("place", Value.mapping("a.b", 1)))
                        .asMapping())
                .stream()
                .map(WrittenChange.Objection::place))
        .contains(Pointer.of("target", "place", "a.b"));
  }

  private static List<WrittenChange.Objection> objections(Value document) {
    return WrittenChange.objections(RegoValue.of(document));
  }

  private static WrittenChange read(PackInput input) {
    return WrittenChange.of((RegoObject) RegoJson.read(Json.write(ChangeDocument.of(input))));
  }

  private static PackInput input(Action action) {
    return new PackInput(
        Samples.plan("dev", Risk.Level.LOW, Samples.change(action, "Deployment")),
        Samples.managed("dev"),
        null,
        null,
        Samples.ANA,
        new PlanObjects(
            List.of(
                new PlanObjects.Seen(
                    CORE, Value.mapping("spec", Value.mapping("replicas", 1)), null),
                new PlanObjects.Seen(NAMESPACE, Value.mapping("kind", "Namespace"), null)),
            null,
            List.of()));
  }

  private static dev.esclusa.model.Estate estate() {
    dev.esclusa.model.Estate bare = Samples.estate(List.of());
    return new dev.esclusa.model.Estate(
        bare.commit(),
        bare.teams(),
        bare.projects(),
        bare.environments(),
        bare.clusters(),
        bare.targets(),
        bare.approvalRules(),
        bare.freezes(),
        bare.ignores(),
        List.of(PACK),
        List.of(),
        bare.allowedSigners(),
        bare.documentHashes(),
        bare.hash());
  }

  private static PolicyPack pack(PolicyPack.Reads reads, String rules) {
    return PolicyPack.of(
        "base",
        "policies",
        List.of(),
        List.of(),
        List.of(),
        reads,
        List.of(),
        List.of(),
        Map.of("rules.rego", rules));
  }
}
