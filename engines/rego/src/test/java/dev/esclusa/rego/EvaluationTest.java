package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.InMemorySourceTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final String PODS =
      """
      package main

      deny contains msg if {
        some c in input.containers
        c.privileged
        msg := sprintf("%s is privileged", [c.name])
      }

      allowed if {
        input.kind == "Pod"
        count(deny) == 0
      }

      registry := "ghcr.io" if {
        startswith(input.image, "ghcr.io/")
      }
      """;

  private static PolicyPack pack(String source) {
    return PolicyPack.builder().module("policy.rego", source).compile();
  }

  private static RegoValue value(PolicyPack pack, String document, Question question) {
    return pack.prepare("x = " + document).solutions(question).getFirst().get("x");
  }

  @Test
  void aPreparedQueryIsAskedWithManyInputs() {
    PreparedQuery query = pack(PODS).prepare("x = data.main.deny");
    for (int i = 0; i < 3; i++) {
      RegoValue input =
          RegoJson.read("{\"containers\":[{\"name\":\"c" + i + "\",\"privileged\":true}]}");
      assertThat(query.solutions(Question.of(input)))
          .containsExactly(Map.of("x", RegoSet.of(RegoString.of("c" + i + " is privileged"))));
    }
  }

  /** A rule that takes some 5,000 steps, and questions on it. */
  private static PolicyPack slow(String questions) {
    return pack(
        """
        package slow

        sum := s if s := count([n | some n in numbers.range(1, 5000); n > input.least])

        """
            + questions);
  }

  private static boolean isEnough(long steps, PolicyPack pack) {
    try {
      value(pack, "data.slow.ok", Question.BARE.within(EvaluationLimits.DEFAULT.withSteps(steps)));
      return true;
    } catch (RegoException limit) {
      assertThat(limit.code()).isEqualTo(RegoException.LIMIT_STEPS);
      return false;
    }
  }

  @Test
  void aRuleIsWorkedOutOnceForTheSameReplacement() {
    PolicyPack once = slow("ok if sum > 1 with input.least as 7\n");
    PolicyPack often =
        slow(
            """
            ok if {
              sum > 1 with input.least as 7
              sum > 2 with input.least as 7
              sum > 3 with input as {"least": 7}
              some x in [4, 5, 6]
              sum > x with input as {"least": 7}
              other
            }

            other if {
              wanted := {"least": 7}
              sum > 7 with input as wanted
              sum > 8 with input as wanted
              sum > 9 with input as {"least": wanted.least}
            }
            """);
    PolicyPack different =
        slow("ok if { sum == 4993 with input.least as 7; sum == 1000 with input.least as 4000 }");
    long steps = 1_000;
    while (!isEnough(steps, once)) {
      steps += 1_000;
    }

    assertThat(isEnough(steps - 1_000, once)).isFalse();
    assertThat(isEnough(3 * steps, often)).isTrue();
    assertThat(value(often, "data.slow.ok", Question.BARE)).isEqualTo(RegoValue.of(true));
    assertThat(value(different, "data.slow.ok", Question.BARE)).isEqualTo(RegoValue.of(true));
    assertThat(isEnough(steps, different)).isFalse();
  }

  @Test
  void anotherReplacementIsAnotherDocument() {
    PolicyPack pack =
        pack(
            """
            package p

            f(x) := x + 1

            seen := [input.a, data.b, f(1)]

            all := [s |
              some _ in [1, 2]
              some n in numbers.range(1, 20)
              s := seen with input.a as n with data.b as n % 2 with f as n
            ]
            """);

    assertThat(value(pack, "count({s | some s in data.p.all})", Question.BARE))
        .isEqualTo(RegoValue.of(20));
    assertThat(value(pack, "data.p.all[19]", Question.BARE)).hasToString("[20, 0, 20]");
    assertThat(value(pack, "data.p.all[22]", Question.BARE)).hasToString("[3, 1, 3]");
  }

  @Test
  void whatIsUndefinedHasNoSolution() {
    assertThat(pack(PODS).prepare("data.main.allowed").solutions(Question.BARE)).isEmpty();
  }

  @Test
  void anExplanationNamesTheConditionThatFailedAndTheValues() {
    RegoValue input = RegoJson.read("{\"kind\":\"Job\",\"image\":\"docker.io/x\"}");
    Explanation explanation = pack(PODS).prepare("data.main.registry").explain(Question.of(input));
    assertThat(explanation.rules()).hasSize(1);
    Explanation.RuleTrace rule = explanation.rules().getFirst();
    assertThat(rule.name()).isEqualTo("data.main.registry");
    assertThat(rule.stoppedAt())
        .satisfies(
            stop -> assertThat(stop.text()).isEqualTo("startswith(input.image, \"ghcr.io/\")"));
    assertThat(explanation.toString())
        .contains("policy.rego:14")
        .contains("x startswith")
        .contains("input.image = \"docker.io/x\"");
  }

  @Test
  void coverageTellsTheLinesThatWereReached() {
    PolicyPack pack = pack(PODS);
    Coverage coverage = new Coverage(pack);
    RegoValue input = RegoJson.read("{\"kind\":\"Job\"}");
    pack.prepare("data.main.allowed").solutions(Question.of(input), coverage);
    Coverage.File file = coverage.files().get("policy.rego");
    assertThat(file.covered()).containsExactly(10);
    assertThat(file.lines()).contains(3, 4, 5, 9, 10, 11, 14, 15);
    assertThat(coverage.percent()).isBetween(5.0, 20.0);
  }

  @Test
  void testsPassFailAndAreSkipped() {
    PolicyPack pack =
        pack(
            """
            package main_test

            test_right if 1 + 1 == 2

            test_wrong if 1 + 1 == 3

            todo_test_later if false

            test_cases[note] if {
              some note, n in {"two": 2, "three": 3, "zero": 0}
              n > 0
            }
            """);
    List<PolicyTests.Outcome> outcomes = PolicyTests.run(pack, name -> true, Question.BARE, null);
    assertThat(outcomes)
        .extracting(PolicyTests.Outcome::name, PolicyTests.Outcome::verdict)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "data.main_test.test_right", PolicyTests.Verdict.PASSED),
            org.assertj.core.groups.Tuple.tuple(
                "data.main_test.test_wrong", PolicyTests.Verdict.FAILED),
            org.assertj.core.groups.Tuple.tuple(
                "data.main_test.todo_test_later", PolicyTests.Verdict.SKIPPED),
            org.assertj.core.groups.Tuple.tuple(
                "data.main_test.test_cases/three", PolicyTests.Verdict.PASSED),
            org.assertj.core.groups.Tuple.tuple(
                "data.main_test.test_cases/two", PolicyTests.Verdict.PASSED),
            org.assertj.core.groups.Tuple.tuple(
                "data.main_test.test_cases/zero", PolicyTests.Verdict.FAILED));
  }

  @Test
  void aTestThatFailsTellsWhatItPrinted() {
    PolicyPack pack =
        PolicyPack.builder()
            .printing(true)
            .module("t.rego", "package t\n\ntest_x if {\n  print(\"seen\", 4)\n  1 == 2\n}\n")
            .compile();

    assertThat(PolicyTests.run(pack, name -> true, Question.BARE, null))
        .singleElement()
        .satisfies(it -> assertThat(it.printed()).containsExactly("seen 4"));
  }

  /** As {@code opa test} 1.22 has it. */
  @Test
  void onlyTrueIsATestThatPassed() {
    PolicyPack pack =
        PolicyPack.builder()
            .module(
                "t.rego",
                """
                package t
                test_text := "x"
                test_null := null
                test_object := {"a": true}
                test_set contains "x"
                test_true := true
                test_cases["one"] := true
                test_cases["two"] := 2
                """)
            .compile();

    assertThat(PolicyTests.run(pack, name -> true, Question.BARE, null))
        .filteredOn(it -> it.verdict() == PolicyTests.Verdict.PASSED)
        .extracting(PolicyTests.Outcome::name)
        .containsExactly("data.t.test_true", "data.t.test_cases/one");
  }

  @Test
  void aBundleFolderGivesRulesAndDataByPath() {
    PolicyPack pack =
        PolicyPack.ofBundle(
            new InMemorySourceTree(
                Map.of(
                    "main.rego", bytes("package main\n\np := data.teams.owners[input.team]\n"),
                    "teams/data.json", bytes("{\"owners\":{\"pay\":\"ann\"}}"),
                    "more/deep/data.yaml", bytes("list: [1, 2]\n"))));
    RegoValue input = RegoJson.read("{\"team\":\"pay\"}");
    assertThat(value(pack, "data.main.p", Question.of(input))).isEqualTo(RegoString.of("ann"));
    assertThat(value(pack, "data.more.deep.list", Question.BARE).json()).isEqualTo("[1,2]");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theWorldIsOffUnlessSwitchedOnAndItsAnswersReplay() {
    PolicyPack pack = pack("package a\n\np := time.now_ns()\n");
    assertThatThrownBy(() -> value(pack, "data.a.p", Question.BARE))
        .isInstanceOf(RegoException.class)
        .hasMessageContaining("time.now_ns");
    List<Capabilities.Recorded> record = new ArrayList<>();
    Capabilities world = Capabilities.recording((name, given) -> RegoNumber.of(42), record);
    assertThat(value(pack, "data.a.p", Question.BARE.with(world))).isEqualTo(RegoNumber.of(42));
    assertThat(record).hasSize(1);
    Question again = Question.BARE.with(Capabilities.replaying(record));
    assertThat(value(pack, "data.a.p", again)).isEqualTo(RegoNumber.of(42));
  }

  @Test
  void threadsShareAPackAndSeeTheSameResults() {
    PreparedQuery query = pack(PODS).prepare("x = data.main.deny");
    List<RegoValue> results =
        IntStream.range(0, 2_000)
            .parallel()
            .mapToObj(
                i -> {
                  String name = "c" + i % 7;
                  RegoValue input =
                      RegoJson.read(
                          "{\"containers\":[{\"name\":\"" + name + "\",\"privileged\":true}]}");
                  return query.solutions(Question.of(input)).getFirst().get("x");
                })
            .distinct()
            .toList();
    assertThat(results).hasSize(7);
  }

  @Test
  void aLoopWithAnIndexFindsWhatAPlainLoopFinds() {
    PolicyPack pack =
        pack(
            """
            package a

            pairs := {[a.id, b.id] |
              some a in input.list
              some b in input.list
              a.key == b.key
              a.id < b.id
            }
            """);
    StringBuilder list = new StringBuilder("{\"list\":[");
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      list.append(i == 0 ? "" : ",").append("{\"id\":").append(i);
      list.append(i % 9 == 0 ? "" : ",\"key\":" + i % 5).append("}");
      for (int j = i + 1; j < 40; j++) {
        if (i % 9 != 0 && j % 9 != 0 && i % 5 == j % 5) {
          wanted.add("[" + i + "," + j + "]");
        }
      }
    }
    RegoValue input = RegoJson.read(list.append("]}").toString());
    RegoValue found = value(pack, "data.a.pairs", Question.of(input));
    assertThat(found.json()).isEqualTo("[" + String.join(",", wanted) + "]");
  }

  @Test
  void rulesThatComparePartsOfTheInputAreChosenByThem() {
    StringBuilder source = new StringBuilder("package a\n\ndefault p := \"none\"\n");
    for (int i = 0; i < 50; i++) {
      source.append(
          "p := \"r%d\" if { input.m == \"%s\"; input.path[0] == \"s%d\" }\n"
              .formatted(i, i % 2 == 0 ? "GET" : "PUT", i));
    }
    source.append("p := \"any\" if { input.m == \"HEAD\"; input.n in {1, 2} }\n");
    PolicyPack pack = pack(source.toString());
    for (String[] one :
        new String[][] {
          {"{\"m\":\"PUT\",\"path\":[\"s7\"]}", "r7"},
          {"{\"m\":\"GET\",\"path\":[\"s7\"]}", "none"},
          {"{\"m\":\"HEAD\",\"n\":2}", "any"},
          {"{\"m\":\"HEAD\",\"n\":3}", "none"},
          {"{}", "none"}
        }) {
      assertThat(value(pack, "data.a.p", Question.of(RegoJson.read(one[0]))))
          .isEqualTo(RegoString.of(one[1]));
    }
  }

  @Test
  void dataOfAQuestionLiesOverThatOfThePack() {
    PolicyPack pack =
        PolicyPack.builder()
            .module("a.rego", "package a\n\np := data.x.y + data.x.z\n")
            .data((RegoObject) RegoJson.read("{\"x\":{\"y\":1,\"z\":2}}"))
            .compile();
    RegoObject over = (RegoObject) RegoJson.read("{\"x\":{\"z\":40}}");
    assertThat(value(pack, "data.a.p", Question.BARE.withData(over))).isEqualTo(RegoNumber.of(41));
    assertThat(value(pack, "data.a.p", Question.BARE)).isEqualTo(RegoNumber.of(3));
  }
}
