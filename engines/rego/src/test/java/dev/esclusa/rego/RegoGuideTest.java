package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.InMemorySourceTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/rego.md shows. */
class RegoGuideTest {
  private static final String SOURCE =
      """
      package pods

      deny contains text if {
        some one in input.containers
        one.privileged
        text := sprintf("%s is privileged", [one.name])
      }

      late if time.now_ns() > data.settings.until

      test_nothing_is_denied if count(deny) == 0 with input as {"containers": []}

      test_wrong if count(deny) == 1
      """;
  private static final RegoObject SETTINGS =
      (RegoObject) RegoJson.read("{\"settings\": {\"limit\": 3, \"until\": 5}}");

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static PolicyPack pack() {
    return PolicyPack.builder().module("pods.rego", SOURCE).data(SETTINGS).strict(true).compile();
  }

  @Test
  void aPackIsMadeOfSourcesFoldersAndBundles() throws Exception {
    Files.writeString(folder.resolve("pods.rego"), SOURCE);
    Files.writeString(folder.resolve("data.json"), SETTINGS.json());
    PolicyPack pack = PolicyPack.ofBundle(new FolderSourceTree(folder));
    InMemorySourceTree tree =
        new InMemorySourceTree(
            Map.of(
                "lib/.manifest", bytes("{\"roots\": [\"lib\"]}"),
                "lib/names.rego", bytes("package lib.names\n\nup(x) := upper(x)\n"),
                "rules/.manifest", bytes("{\"roots\": [\"rules\"]}"),
                "rules/a.rego", bytes("package rules.a\n\nx := data.lib.names.up(\"a\")\n")));
    PolicyPack both = PolicyPack.builder().bundle(tree, "lib").bundle(tree, "rules").compile();

    assertThat(pack.data()).isEqualTo(SETTINGS);
    assertThat(both.prepare("x := data.rules.a.x").solutions(Question.BARE))
        .containsExactly(Map.of("x", RegoString.of("A")));
  }

  @Test
  void whatIsNotAcceptedIsShownWithItsLine() {
    assertThatThrownBy(
            () ->
                PolicyPack.builder()
                    .module("pods.rego", "package pods\n\nname := one.name\n")
                    .compile())
        .isInstanceOf(RegoRefused.class)
        .hasMessage(
            """
            pods.rego:3:9: rego_unsafe_var_error: the variable one is unsafe: nothing binds it
                name := one.name
                        ^
                Bind it with := or some, or correct the name.\
            """);
  }

  @Test
  void aPreparedQueryIsAskedWithBytes() {
    PreparedQuery query = pack().prepare("deny := data.pods.deny");
    RegoValue input =
        RegoJson.read(bytes("{\"containers\": [{\"name\": \"web\", \"privileged\": true}]}"));

    List<Map<String, RegoValue>> solutions = query.solutions(Question.of(input));

    assertThat(solutions.getFirst().get("deny")).hasToString("{\"web is privileged\"}");
  }

  @Test
  void aQuestionHasDataAndLimits() {
    RegoObject more = (RegoObject) RegoJson.read("{\"more\": {\"x\": 1}}");
    PolicyPack pack = pack();
    Question question =
        Question.of(RegoJson.read("{}"))
            .withData(more)
            .within(EvaluationLimits.DEFAULT.withSteps(1_000_000))
            .strict();

    assertThat(pack.prepare("data.more.x == 1; data.settings.limit == 3").solutions(question))
        .hasSize(1);
    assertThatThrownBy(
            () ->
                pack.prepare("count(numbers.range(1, 10000)) > 0")
                    .solutions(question.within(EvaluationLimits.DEFAULT.withSteps(1_000))))
        .isInstanceOfSatisfying(
            RegoException.class,
            limit -> assertThat(limit.code()).isEqualTo("rego_limit_instructions"));
  }

  @Test
  void anExplanationShowsWhereARuleStopped() {
    RegoValue input = RegoJson.read("{\"containers\": [{\"name\": \"web\"}, {\"name\": \"db\"}]}");

    Explanation explanation = pack().prepare("deny := data.pods.deny").explain(Question.of(input));

    assertThat(explanation.toString())
        .isEqualTo(
            """
            pods.rego:3:1  data.pods.deny gave nothing
                some one in input.containers
              x one.privileged   # line 5: held 0 of 2, one = {"name": "web"}
            """);
  }

  @Test
  void testsHaveOutcomesAndCoverage() {
    PolicyPack pack = pack();
    Coverage coverage = new Coverage(pack);

    List<PolicyTests.Outcome> outcomes =
        PolicyTests.run(pack, name -> true, Question.BARE, coverage);

    assertThat(outcomes)
        .extracting(PolicyTests.Outcome::verdict)
        .containsExactly(PolicyTests.Verdict.PASSED, PolicyTests.Verdict.FAILED);
    assertThat(coverage.percent()).isBetween(1.0, 99.0);
  }

  @Test
  void theWorldIsAskedOnceAndReplayed() {
    PreparedQuery query = pack().prepare("late := data.pods.late");
    Capabilities world = (builtin, arguments) -> RegoValue.of(7);
    List<Capabilities.Recorded> record = new ArrayList<>();
    Question question = Question.of(RegoJson.read("{}"));

    List<Map<String, RegoValue>> asked =
        query.solutions(question.with(Capabilities.recording(world, record)));
    List<Map<String, RegoValue>> again =
        query.solutions(question.with(Capabilities.replaying(record)));

    assertThat(record).extracting(Capabilities.Recorded::builtin).containsExactly("time.now_ns");
    assertThat(again).isEqualTo(asked).containsExactly(Map.of("late", RegoValue.of(true)));
    assertThatThrownBy(() -> query.solutions(question)).hasMessageContaining("time.now_ns: is off");
  }
}
