package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Go's text/template over Rego values, without methods: actions, pipelines, variables, if, else,
 * range, with, define, template, block, break, continue, comments, trimming and the built-in
 * functions. A missing key shows as {@code <undefined>} (strings.render_template).
 */
final class GoTemplate {
  static final int MAX_DEPTH = 100;

  /** A piece of a template. */
  sealed interface Node {
    record Text(String text) implements Node {}

    record Output(Pipeline pipeline) implements Node {}

    record Branch(Kind kind, Pipeline pipeline, List<Node> then, List<Node> otherwise)
        implements Node {}

    record Call(String name, @Nullable Pipeline argument) implements Node {}

    record Leave(boolean all) implements Node {}
  }

  enum Kind {
    IF,
    WITH,
    RANGE
  }

  /** {@code $x, $y := first | second}. */
  record Pipeline(List<String> variables, boolean assigns, List<List<Term>> commands) {}

  /** An argument of a command. */
  sealed interface Term {
    record Constant(RegoValue value) implements Term {}

    record Nil() implements Term {}

    record Dot() implements Term {}

    record Variable(String name) implements Term {}

    record Function(String name) implements Term {}

    record Nested(Pipeline pipeline) implements Term {}

    record Field(@Nullable Term of, List<String> names) implements Term {}
  }

  private GoTemplate() {}

  static String render(String template, RegoObject variables, BuiltinCall call) {
    RegoValue data = texts(variables);
    GoTemplateParser parser = new GoTemplateParser(template);
    List<Node> nodes = parser.parse();
    GoTemplateRun run = new GoTemplateRun(parser.defined(), call);
    return run.render(nodes, data).replace("<no value>", "<undefined>");
  }

  /**
   * OPA reads the text of the term as JSON, which sets, other keys than strings and some escapes
   * are not, and hands numbers over as json.Number, which is a kind of string.
   */
  private static RegoValue texts(RegoValue value) {
    return switch (value) {
      case RegoNumber number -> RegoString.of(number.text());
      case RegoArray array -> RegoArray.owning(texts(array.items()));
      case RegoSet set -> throw new BuiltinFailure("a set is not JSON");
      case RegoString text -> {
        if (!text.value().codePoints().allMatch(GoTemplate::isJson)) {
          throw new BuiltinFailure("invalid character in string escape code");
        }
        yield text;
      }
      case RegoObject object -> {
        RegoObject.Builder out = RegoObject.builder();
        object.forEach(
            (key, item) -> {
              if (!(key instanceof RegoString)) {
                throw new BuiltinFailure("invalid character looking for object key string");
              }
              out.put(texts(key), texts(item));
            });
        yield out.build();
      }
      default -> value;
    };
  }

  /** Whether strconv.Quote writes it as JSON can read it. */
  private static boolean isJson(int c) {
    return GoText.isPrintable(c)
        || "\b\f\n\r\t".indexOf(c) >= 0
        || c > 0x7F && c < 0x10000 && !Character.isSurrogate((char) c);
  }

  private static RegoValue[] texts(RegoValue[] items) {
    RegoValue[] out = new RegoValue[items.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = texts(items[i]);
    }
    return out;
  }

  static BuiltinFailure bad(String reason) {
    return new BuiltinFailure("template: template:1: " + reason);
  }

  static List<Node> list() {
    return new ArrayList<>();
  }
}
