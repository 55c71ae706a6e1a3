package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies that want to hang or kill the process end in a typed refusal, or in a result, soon. */
class HostilePolicyTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final EvaluationLimits TIGHT =
      EvaluationLimits.DEFAULT.withSteps(20_000_000).withBytes(200L << 20).withDepth(500);

  private static List<Map<String, RegoValue>> ask(String policy, EvaluationLimits limits) {
    return PolicyPack.builder()
        .module("hostile.rego", policy)
        .compile()
        .prepare("x = data.hostile.p")
        .solutions(Question.BARE.within(limits));
  }

  private static String rules(String... rules) {
    return "package hostile\n\n" + String.join("\n\n", rules) + "\n";
  }

  private static String chain(int count, String first, String next) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> i == 0 ? "r0 := " + first : "r" + i + " := " + next.replace("PREV", "r" + (i - 1)))
        .collect(Collectors.joining("\n", "", "\np := r" + (count - 1) + "\n"));
  }

  static Stream<Arguments> endless() {
    List<Arguments> all = new ArrayList<>();
    add(all, "a rule that needs itself", rules("p := q", "q := p"));
    add(all, "a function that calls itself", rules("f(x) := f(x + 1)", "p := f(1)"));
    add(all, "recursion through data", rules("p := data.hostile"));
    add(all, "recursion through a path worked out", rules("p := data[x].p if x := \"hostile\""));
    add(all, "a comprehension of itself", rules("p := [x | some x in p]"));
    add(
        all,
        "loops in loops",
        rules(
            "n := numbers.range(1, 1000)",
            "p contains [a, b, c] if { some a in n; some b in n; some c in n }"));
    add(
        all,
        "loops in loops that find nothing",
        rules(
            "n := numbers.range(1, 1000)",
            "p if { some a in n; some b in n; some c in n; a + b + c > 5000 }"));
    add(all, "a range of a trillion", rules("p := numbers.range(1, 1000000000000)"));
    add(
        all,
        "every in every",
        rules(
            "n := numbers.range(1, 500)",
            "p if every a in n { every b in n { every c in n { a + b + c > 0 } } }"));
    add(all, "arrays that double", rules(chain(60, "[1, 2]", "array.concat(PREV, PREV)")));
    add(all, "strings that double", rules(chain(60, "\"ab\"", "concat(\"\", [PREV, PREV])")));
    add(
        all,
        "strings that grow tenfold",
        rules(chain(20, "\"a\"", "replace(PREV, \"a\", \"aaaaaaaaaa\")")));
    add(
        all,
        "strings printed twice",
        rules(chain(60, "\"ab\"", "sprintf(\"%v%v\", [PREV, PREV])")));
    add(all, "numbers that square", rules(chain(60, "123456789", "PREV * PREV")));
    add(all, "a number shifted by a billion", rules("p := bits.lsh(1, 1000000000)"));
    add(
        all,
        "subsets of subsets",
        rules("n := numbers.range(1, 3000)", "p := {{a, b} | some a in n; some b in n}"));
    add(all, "all addresses", rules("p := net.cidr_expand(\"0.0.0.0/0\")"));
    add(
        all,
        "all paths of a dense graph",
        rules(
            "n := numbers.range(1, 40)",
            "g := {sprintf(\"%d\", [a]): [sprintf(\"%d\", [b]) | some b in n] | some a in n}",
            "p := count(graph.reachable_paths(g, {\"1\"}))"));
    add(all, "a long way through rules", rules(chain(5_000, "1", "PREV + 1")));
    add(
        all,
        "walks in walks",
        rules(
            "n := [[a, b] | some a in numbers.range(1, 100); some b in numbers.range(1, 100)]",
            "p := count([1 | walk(n, [x, _]); walk(n, [y, _]); x == y])"));
    add(all, "a padded number", rules("p := count(sprintf(\"%1000000000d\", [1]))"));
    add(
        all,
        "an object of a million objects",
        rules("n := numbers.range(1, 1500)", "p[a] := {b: [a, b] | some b in n} if some a in n"));
    return all.stream();
  }

  private static void add(List<Arguments> all, String what, String policy) {
    all.add(Arguments.of(what, policy));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endless")
  void whatNeverEndsOrNeverFitsIsRefused(String what, String policy) {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          Throwable refusal = catchThrowable(() -> assertSmall(ask(policy, TIGHT)));
          if (refusal != null) {
            assertThat(refusal).isInstanceOfAny(RegoException.class, RegoRefused.class);
          }
        });
  }

  /** A built-in may also be undefined where its answer would not fit. */
  private static void assertSmall(List<Map<String, RegoValue>> solutions) {
    assertThat(solutions.toString().length()).isLessThan(50_000_000);
  }

  static Stream<Arguments> heavy() {
    List<Arguments> all = new ArrayList<>();
    add(
        all,
        "backtracking in a pattern",
        rules(
            "s := concat(\"\", [\"a\" | some _ in numbers.range(1, 20000)])",
            "p if not regex.match(`^(a+)+$`, concat(\"\", [s, \"b\"]))"));
    add(
        all,
        "a pattern that repeats a million times",
        rules("p := regex.match(`(a{1000}){1000}`, \"a\")"));
    add(
        all,
        "stars in a glob",
        rules(
            "s := concat(\"\", [\"a\" | some _ in numbers.range(1, 2000)])",
            "p if not glob.match(\"*a*a*a*a*a*a*a*a*a*a*b\", [], s)"));
    add(all, "deep terms", rules("p := " + "[".repeat(20_000) + "]".repeat(20_000)));
    add(all, "deep parentheses", rules("p := " + "(".repeat(20_000) + "1" + ")".repeat(20_000)));
    add(all, "an endless sum", rules("p := 1" + " + 1".repeat(20_000)));
    add(all, "a long string", rules("p := count(\"" + "a".repeat(5_000_000) + "\")"));
    add(all, "a number with a huge exponent", rules("p := 1e1000000000 + 1"));
    add(all, "a small number with a huge exponent", rules("p := 1e-1000000000 + 1"));
    add(
        all,
        "a body of thousands of conditions",
        rules("p if {\n" + "  true\n".repeat(5_000) + "}"));
    add(
        all,
        "thousands of variables",
        rules(
            IntStream.range(1, 2_000)
                .mapToObj(i -> "  x" + i + " := x" + (i - 1) + " + 1\n")
                .collect(Collectors.joining("", "p := x1999 if {\n  x0 := 1\n", "}"))));
    add(
        all,
        "comprehensions in comprehensions",
        rules("p := " + "[y | y := ".repeat(200) + "1" + "]".repeat(200)));
    add(
        all,
        "many replacements",
        rules("p if q" + " with input.a as 1".repeat(500), "q if input.a == 1"));
    add(
        all,
        "json in json in json",
        rules("p := json.unmarshal(concat(\"\", [\"[\" | some _ in numbers.range(1, 200000)]))"));
    add(
        all,
        "a bomb of aliases",
        rules(
            "p := count(yaml.unmarshal(\"a: &a [x,x,x,x,x,x,x,x,x]\\n"
                + "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\n"
                + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\n"
                + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\n"
                + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\n"
                + "f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\n"
                + "g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\\n"
                + "\"))"));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heavy")
  void whatOnlyLooksEndlessEndsSoon(String what, String policy) {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          Throwable refusal = catchThrowable(() -> ask(policy, TIGHT));
          if (refusal != null) {
            assertThat(refusal).isInstanceOfAny(RegoException.class, RegoRefused.class);
          }
        });
  }

  @Test
  void filesThatImportEachOtherAreNoRecursion() {
    PolicyPack pack =
        PolicyPack.builder()
            .module("a.rego", "package a\n\nimport data.b\n\np := b.q\n\nr := 1\n")
            .module("b.rego", "package b\n\nimport data.a\n\nq := a.r\n")
            .compile();
    assertThat(pack.prepare("x = data.a.p").solutions(Question.BARE))
        .containsExactly(Map.of("x", RegoNumber.ONE));
  }

  @Test
  void tenMegabytesOfRulesCompile() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          String condition = "input.a == \"" + "x".repeat(80) + "\"";
          String policy =
              IntStream.range(0, 80_000)
                  .mapToObj(i -> "p" + i + " if { " + condition + " }\n")
                  .collect(Collectors.joining("", "package hostile\n\np := 1\n", ""));
          assertThat(policy.length()).isGreaterThan(8_000_000);
          assertThat(ask(policy, TIGHT)).containsExactly(Map.of("x", RegoNumber.ONE));
        });
  }

  private static final String LOOPS =
      rules("n := numbers.range(1, 100000)", "p if { some a in n; some b in n; a + b < 0 }");

  @Test
  void anEvaluationEndsWhenItIsCancelled() {
    AtomicLong asked = new AtomicLong();
    EvaluationLimits limits =
        EvaluationLimits.DEFAULT.withCancellation(() -> asked.incrementAndGet() > 100);
    assertThatThrownBy(() -> ask(LOOPS, limits))
        .isInstanceOfSatisfying(
            RegoException.class, e -> assertThat(e.code()).isEqualTo(RegoException.CANCELLED));
  }

  @Test
  void anEvaluationEndsWhenItsTimeIsUp() {
    AtomicLong clock = new AtomicLong();
    EvaluationLimits limits =
        EvaluationLimits.DEFAULT.withTime(1_000_000_000L, () -> clock.addAndGet(1_000_000L));
    assertThatThrownBy(() -> ask(LOOPS, limits))
        .isInstanceOfSatisfying(
            RegoException.class, e -> assertThat(e.code()).isEqualTo(RegoException.LIMIT_TIME));
  }

  @Test
  void anEvaluationEndsWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> ask(LOOPS, EvaluationLimits.DEFAULT))
          .isInstanceOf(RegoException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aResultLargerThanAllowedIsRefused() {
    assertThatThrownBy(
            () ->
                ask(
                    rules("p := numbers.range(1, 100000)"),
                    EvaluationLimits.DEFAULT.withOutputBytes(1_000)))
        .isInstanceOfSatisfying(
            RegoException.class, e -> assertThat(e.code()).isEqualTo(RegoException.LIMIT_OUTPUT));
  }

  @Test
  void stepsBeyondTheLimitAreRefused() {
    assertThatThrownBy(() -> ask(LOOPS, EvaluationLimits.DEFAULT.withSteps(1_000_000)))
        .isInstanceOfSatisfying(
            RegoException.class, e -> assertThat(e.code()).isEqualTo(RegoException.LIMIT_STEPS));
  }

  @Test
  void deepDataIsRefusedOrWalked() {
    RegoValue deep = RegoNumber.ONE;
    for (int i = 0; i < 100_000; i++) {
      deep = RegoArray.of(deep);
    }
    Question question = Question.of(deep).within(TIGHT);
    PolicyPack pack =
        PolicyPack.builder()
            .module("a.rego", "package a\n\np := count([1 | walk(input, _)])\n")
            .compile();
    assertThatThrownBy(() -> pack.prepare("x = data.a.p").solutions(question))
        .isInstanceOf(RegoException.class);
  }
}
