package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Policies made to hang, exhaust or crash the front end get an answer or a problem, in time. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePoliciesTest {
  private static Policies accepted(String... files) {
    return FrontEnd.compile(named(files), null, RegoVersion.V1, false);
  }

  private static List<RegoProblem> refused(String... files) {
    RegoRefused refused = catchThrowableOfType(RegoRefused.class, () -> accepted(files));
    assertThat(refused).as("refused").isNotNull();
    return refused.problems();
  }

  private static Map<String, String> named(String... files) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String file : files) {
      named.put("f" + named.size() + ".rego", file);
    }
    return named;
  }

  private static String rule(String value) {
    return "package p\n\nr := " + value + "\n";
  }

  @Test
  void aHundredThousandOpenBracketsAreRefused() {
    assertThat(refused(rule("[".repeat(100_000))).getFirst().text()).contains("nested deeper");
  }

  @Test
  void aHundredThousandNestedArraysAreRefused() {
    refused(rule("[".repeat(100_000) + "]".repeat(100_000)));
  }

  @Test
  void nestedBracesThatCouldBeSetsObjectsOrBodiesAreReadInTime() {
    refused("package p\n\nr if " + "{ ".repeat(390) + "x");
    refused("package p\n\nr if " + "{a: ".repeat(390) + "1");
  }

  @Test
  void nestedParenthesesWithLogicKeywordsAreReadInTime() {
    String open = "(".repeat(300);
    refused("package p\nimport future.keywords.or\nimport future.keywords.and\n\nr if " + open);
  }

  @Test
  void nestedComprehensionsAreCheckedInTime() {
    int depth = 60;
    String nest = "[x | x := ".repeat(depth) + "1" + "]".repeat(depth);
    assertThat(accepted(rule(nest)).modules()).hasSize(1);
  }

  @Test
  void deepNestsOfEveryAreAnswered() {
    int depth = 80;
    String nest =
        IntStream.range(0, depth)
                .mapToObj(
                    i -> "every x%d in %s { ".formatted(i, i == 0 ? "input.xs" : "x" + (i - 1)))
                .collect(Collectors.joining())
            + ("x" + (depth - 1))
            + " }".repeat(depth);
    assertThat(accepted("package p\n\nr if " + nest).modules()).hasSize(1);
  }

  @Test
  void aChainOfAHundredThousandOperatorsIsRefused() {
    refused(rule("1" + " + 1".repeat(100_000)));
  }

  @Test
  void aStringOfTenMegabytesIsRead() {
    assertThat(accepted(rule("\"" + "x".repeat(10 << 20) + "\"")).modules()).hasSize(1);
  }

  @Test
  void aRawStringWithoutEndIsRefused() {
    refused(rule("`" + "x\n".repeat(1 << 20)));
  }

  @Test
  void anAbsurdExponentIsRefused() {
    refused(rule("1e999999999999"));
    refused(rule("-1E-99999999"));
  }

  @Test
  void tenMegabytesOfRulesAreCompiled() {
    StringBuilder source = new StringBuilder("package p\n\n");
    String text = "x".repeat(2_000);
    for (int i = 0; source.length() < 10 << 20; i++) {
      source
          .append("rule_")
          .append(i)
          .append(" if input.items[_] == \"")
          .append(text)
          .append("\"\n");
    }
    assertThat(accepted(source.toString()).modules()).hasSize(1);
  }

  @Test
  void filesThatImportEachOtherAreFineUntilTheirRulesNeedEachOther() {
    String a = "package a\nimport data.b\n\nx := b.y\n";
    String b = "package b\nimport data.a\n\ny := 1\n";
    assertThat(accepted(a, b).modules()).hasSize(2);
    assertThat(refused(a, b + "\nz if a.x\n\ny if z\n").getFirst().code())
        .isEqualTo("rego_recursion_error");
  }

  @Test
  void aRingOfThousandsOfRulesIsFound() {
    int size = 5_000;
    String ring =
        IntStream.range(0, size)
            .mapToObj(i -> "r" + i + " if r" + (i + 1) % size)
            .collect(Collectors.joining("\n"));
    assertThat(refused("package p\n\n" + ring))
        .hasSize(RegoRefused.LIMIT)
        .allMatch(problem -> problem.code().equals("rego_recursion_error"));
  }

  @Test
  void recursionThroughAllOfDataIsFound() {
    assertThat(refused("package p\n\nr := count(data)\n").getFirst().code())
        .isEqualTo("rego_recursion_error");
    assertThat(refused("package p\n\nr if data[x].q\n\nq if data.p[y]\n").getFirst().code())
        .isEqualTo("rego_recursion_error");
  }

  @Test
  void typesThatDoubleWithEachRuleStayBounded() {
    StringBuilder source = new StringBuilder("package p\n\nx0 := [1, \"a\"]\n\n");
    for (int i = 1; i < 60; i++) {
      source.append("x%d := {\"l\": x%d, \"r\": [x%d, x%d]}\n\n".formatted(i, i - 1, i - 1, i - 1));
    }
    assertThat(accepted(source.toString()).modules()).hasSize(1);
  }

  @Test
  void unionsOfThousandsOfTypesStayBounded() {
    String rules =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "s contains {\"k" + i + "\": [" + i + ", \"x\"]}")
            .collect(Collectors.joining("\n"));
    assertThat(accepted("package p\n\n" + rules + "\n\nt := s\n").modules()).hasSize(1);
  }

  @Test
  void conditionsInTheWorstOrderAreSortedInTime() {
    int size = 3_000;
    String body =
        IntStream.range(0, size)
            .mapToObj(i -> "\tx" + i + " = x" + (i + 1))
            .collect(Collectors.joining("\n"));
    Policies policies =
        accepted("package p\n\nr if {\n" + body + "\n\tx" + size + " = input.a\n}\n");
    Body sorted = policies.modules().getFirst().rules().getFirst().body();
    assertThat(sorted.expressions().getFirst().toString()).contains("input.a");
  }

  @Test
  void thousandsOfElseBranchesAreRefused() {
    refused("package p\n\nr := 1 if input.a\n" + "else := 2 if input.b\n".repeat(20_000));
  }

  @Test
  void thousandsOfMistakesAreToldInTenProblems() {
    assertThat(refused("package p\n\n" + "r if x\n".repeat(5_000))).hasSize(RegoRefused.LIMIT);
  }

  @Test
  void metadataThatUnfoldsWithoutEndIsRefused() {
    StringBuilder block = new StringBuilder("# METADATA\n# custom:\n#   a0: &a0 [x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      block.append(
          "#   a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
    }
    assertThat(refused(block + "package p\n").getFirst().code()).isEqualTo("rego_parse_error");
  }

  @Test
  void charactersThatAreNoTextAreRefused() {
    refused("package p\u0000");
    refused("package p\n\nr := \"\ud800\"");
    refused("package p\n\n\u00a0r := 1");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThat(refused("").getFirst().text()).contains("no statement");
    refused("# only a comment");
  }
}
