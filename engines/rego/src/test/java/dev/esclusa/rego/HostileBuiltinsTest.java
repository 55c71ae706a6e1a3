package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arguments made to take all memory or time: each call ends soon, in a limit or an ordinary
 * failure.
 */
class HostileBuiltinsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** Names and arguments of calls that must end in a limit. */
  static Stream<Arguments> bombs() {
    return Stream.of(
        bomb("numbers.range", "[1, 1000000000000]"),
        bomb("numbers.range", "[-1e9, 1e9]"),
        bomb("numbers.range_step", "[0, 1000000000000000000000000, 1]"),
        bomb("bits.lsh", "[1, 100000000000]"),
        bomb("net.cidr_expand", "[\"10.0.0.0/0\"]"),
        bomb("net.cidr_expand", "[\"2001:db8::/32\"]"),
        bomb("sprintf", "[\"" + "%1000000d".repeat(200) + "\", [" + "1, ".repeat(199) + "1]]"),
        bomb("replace", "[\"" + "a".repeat(100_000) + "\", \"a\", \"" + "b".repeat(10_000) + "\"]"),
        bomb(
            "regex.replace",
            "[\"" + "a".repeat(50_000) + "\", \"a\", \"" + "$0".repeat(5_000) + "\"]"),
        bomb(
            "strings.replace_n",
            "[{\"\": \"" + "b".repeat(20_000) + "\"}, \"" + "a".repeat(10_000) + "\"]"),
        bomb("strings.render_template", "[\"{{range 2000000000}}x{{end}}\", {}]"),
        bomb(
            "strings.render_template",
            "[\"{{range .a}}{{range $.a}}{{range $.a}}{{range $.a}}x{{end}}{{end}}{{end}}{{end}}\","
                + " {\"a\": ["
                + "1, ".repeat(199)
                + "1]}]"),
        bomb("graph.reachable_paths", completeGraph(30)),
        bomb(
            "json.marshal_with_options",
            "[[" + "[[1]],".repeat(20_000) + "1], {\"indent\": \"" + " ".repeat(5000) + "\"}]"),
        bomb(
            "net.cidr_contains_matches",
            "[["
                + "\"10.0.0.0/8\",".repeat(2000)
                + "\"10.0.0.0/8\"], ["
                + "\"10.0.0.1\",".repeat(2000)
                + "\"10.0.0.1\"]]"));
  }

  /** Calls that must end in a failure or a result, without a limit's help. */
  static Stream<Arguments> traps() {
    return Stream.of(
        bomb("regex.match", "[\"(a*)*(a*)*(a*)*b\", \"" + "a".repeat(20_000) + "\"]"),
        bomb("regex.match", "[\"((((a{1,100}){1,100}){1,100}){1,100})\", \"a\"]"),
        bomb("regex.match", "[\"" + "(".repeat(100_000) + "\", \"a\"]"),
        bomb("regex.is_valid", "[\"" + "(a".repeat(900) + ")".repeat(900) + "{900}\"]"),
        bomb("glob.match", "[\"" + "*a".repeat(500) + "\", [], \"" + "a".repeat(2_000) + "b\"]"),
        bomb("glob.match", "[\"" + "{a,".repeat(5_000) + "\", [], \"a\"]"),
        bomb(
            "regex.globs_match", "[\"" + "a*b*".repeat(60) + "\", \"" + "b*a*".repeat(60) + "c\"]"),
        bomb("units.parse_bytes", "[\"1e999999EB\"]"),
        bomb("units.parse", "[\"1e999999\"]"),
        bomb("to_number", "[\"1e999999999\"]"),
        bomb("time.parse_duration_ns", "[\"" + "9".repeat(100_000) + "h\"]"),
        bomb("json.unmarshal", "[\"" + "[".repeat(200_000) + "\"]"),
        bomb("yaml.unmarshal", "[\"" + "[".repeat(50_000) + "\"]"),
        bomb(
            "yaml.unmarshal",
            "[\"a: &a [x,x,x,x,x,x,x,x,x]\\n"
                + "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\\n"
                + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\\n"
                + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\\n"
                + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d]\\n"
                + "f: &f [*e,*e,*e,*e,*e,*e,*e,*e]\\n"
                + "g: &g [*f,*f,*f,*f,*f,*f,*f,*f]\\n"
                + "h: [*g,*g,*g,*g,*g,*g,*g,*g]\"]"),
        bomb("json.match_schema", "[{\"a\": 1}, {\"$ref\": \"#\"}]"),
        bomb(
            "json.match_schema",
            "[{\"a\": 1}, {\"allOf\": [{\"$ref\": \"#\"}, {\"$ref\": \"#\"}]}]"),
        bomb("json.match_schema", "[\"" + "a".repeat(20_000) + "\", {\"pattern\": \"(a*)*b\"}]"),
        bomb("graphql.parse_query", "[\"" + "{a".repeat(20_000) + "\"]"),
        bomb("graphql.parse_query", "[\"{a(x: " + "[".repeat(20_000) + ")}\"]"),
        bomb(
            "graphql.is_valid", "[\"" + fragments(200) + "\", \"type Query { a: Query b: Int }\"]"),
        bomb("strings.render_template", "[\"" + "{{if true}}".repeat(5_000) + "\", {}]"),
        bomb(
            "strings.render_template",
            "[\"{{define \\\"t\\\"}}{{template \\\"t\\\"}}{{end}}{{template \\\"t\\\"}}\", {}]"),
        bomb("crypto.x509.parse_certificates", "[\"MIT/////\"]"),
        bomb("io.jwt.decode", "[\"" + ".".repeat(100_000) + "\"]"),
        bomb(
            "semver.compare",
            "[\"1.0.0-" + "9".repeat(10_000) + "\", \"1.0.0-" + "9".repeat(9_999) + "8\"]"),
        bomb("sprintf", "[\"%[999999999999]d %*d\", [99999999999, 1]]"),
        bomb("format_int", "[1e999999, 10]"),
        bomb("round", "[1.5e99999999]"));
  }

  private static Arguments bomb(String name, String arguments) {
    return Arguments.of(name, arguments);
  }

  /** Every node leads to every other: the number of paths is a factorial. */
  private static String completeGraph(int size) {
    StringBuilder nodes = new StringBuilder();
    for (int i = 0; i < size; i++) {
      nodes.append(i == 0 ? "" : ",").append("\"n").append(i).append('"');
    }
    StringBuilder graph = new StringBuilder("[{");
    for (int i = 0; i < size; i++) {
      graph
          .append(i == 0 ? "" : ",")
          .append("\"n")
          .append(i)
          .append("\":[")
          .append(nodes)
          .append(']');
    }
    return graph.append("},[\"n0\"]]").toString();
  }

  /** Fragments that each spread the next one twice. */
  private static String fragments(int count) {
    StringBuilder query = new StringBuilder("{ ...f0 }");
    for (int i = 0; i < count; i++) {
      query
          .append(" fragment f")
          .append(i)
          .append(" on Query { a { ...f")
          .append(i + 1)
          .append(" } a { ...f")
          .append(i + 1)
          .append(" } }");
    }
    return query.append(" fragment f").append(count).append(" on Query { b }").toString();
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void whatWouldGrowWithoutBoundEndsInALimit(String name, String arguments) {
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> TestCall.strict().call(name, TestCall.arguments(arguments)))
                .isInstanceOfSatisfying(
                    RegoException.class,
                    limit -> assertThat(limit.code()).startsWith("rego_limit_")));
  }

  @ParameterizedTest
  @MethodSource("traps")
  void whatWouldNeverEndEnds(String name, String arguments) {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          try {
            TestCall.generous().call(name, TestCall.arguments(arguments));
          } catch (BuiltinFailure | ArithmeticException ordinary) {
            assertThat(ordinary).isNotNull();
          }
        });
  }

  @Test
  void theWorldIsAskedOnceAQueryAndOnlyThroughCapabilities() {
    int[] asked = {0};
    TestCall call = new TestCall(1_000, 1_000, (builtin, arguments) -> RegoNumber.of(++asked[0]));
    assertThat(call.call("time.now_ns")).isEqualTo(call.call("time.now_ns"));
    assertThat(asked[0]).isEqualTo(1);
    assertThatThrownBy(
            () ->
                TestCall.strict()
                    .call(
                        "http.send",
                        TestCall.arguments("[{\"method\": \"get\", \"url\": \"http://x\"}]")))
        .isInstanceOf(RegoException.class);
  }
}
