package dev.esclusa.rego;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that text/template predefines. */
final class GoTemplateFunctions {
  static final Set<String> NAMES =
      Set.of(
          "and",
          "or",
          "not",
          "len",
          "index",
          "slice",
          "print",
          "printf",
          "println",
          "html",
          "js",
          "urlquery",
          "call",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge");

  private final TextLimit limit;

  GoTemplateFunctions(TextLimit limit) {
    this.limit = limit;
  }

  @Nullable RegoValue call(String name, List<@Nullable RegoValue> arguments) {
    return switch (name) {
      case "not" -> RegoValue.of(!truth(only(name, arguments)));
      case "len" -> length(only(name, arguments));
      case "index" -> index(arguments);
      case "slice" -> slice(arguments);
      case "print" -> RegoValue.of(printed(arguments));
      case "println" -> RegoValue.of(printedLine(arguments));
      case "printf" -> printf(arguments);
      case "html" -> RegoValue.of(html(text(arguments)));
      case "js" -> RegoValue.of(script(text(arguments)));
      case "urlquery" -> RegoValue.of(GoUrl.queryEscape(text(arguments)));
      case "eq" -> equal(arguments);
      case "ne" -> RegoValue.of(!same(name, given(arguments, 0), given(arguments, 1)));
      case "lt", "le", "gt", "ge" -> RegoValue.of(compare(name, arguments));
      default -> throw GoTemplate.bad("error calling call: not a function");
    };
  }

  private static @Nullable RegoValue only(String name, List<@Nullable RegoValue> arguments) {
    if (arguments.size() != 1) {
      throw GoTemplate.bad("wrong number of args for " + name + ": want 1 got " + arguments.size());
    }
    return arguments.getFirst();
  }

  private static RegoValue given(List<@Nullable RegoValue> arguments, int index) {
    RegoValue value = index < arguments.size() ? arguments.get(index) : null;
    if (index >= arguments.size()) {
      throw GoTemplate.bad("error calling function: missing argument for comparison");
    }
    return value == null ? RegoNull.NULL : value;
  }

  /** Go's idea of true: neither missing nor zero nor empty. */
  static boolean truth(@Nullable RegoValue value) {
    return switch (value) {
      case null -> false;
      case RegoNull n -> false;
      case RegoBoolean bool -> bool.value();
      case RegoNumber number -> number.signum() != 0;
      case RegoString text -> !text.value().isEmpty();
      default -> value.size() > 0;
    };
  }

  private static RegoValue length(@Nullable RegoValue value) {
    if (value instanceof RegoString text) {
      return RegoNumber.of(GoBytes.length(text.value()));
    }
    if (value == null || value.size() < 0) {
      throw GoTemplate.bad(
          "error calling len: len of type " + (value == null ? "nil" : value.typeName()));
    }
    return RegoNumber.of(value.size());
  }

  private static @Nullable RegoValue index(List<@Nullable RegoValue> arguments) {
    RegoValue value = given(arguments, 0);
    for (int i = 1; i < arguments.size(); i++) {
      RegoValue key = given(arguments, i);
      RegoValue next = value == null ? null : value.get(key);
      if (next == null && !(value instanceof RegoObject)) {
        throw GoTemplate.bad("error calling index: index out of range: " + key);
      }
      value = next;
    }
    return value;
  }

  private static RegoValue slice(List<@Nullable RegoValue> arguments) {
    RegoValue value = given(arguments, 0);
    int size = value instanceof RegoString text ? text.value().length() : value.size();
    int from = arguments.size() > 1 ? place(given(arguments, 1), size) : 0;
    int to = arguments.size() > 2 ? place(given(arguments, 2), size) : size;
    if (from > to) {
      throw GoTemplate.bad("error calling slice: invalid slice index: " + from + " > " + to);
    }
    return switch (value) {
      case RegoString text -> RegoValue.of(text.value().substring(from, to));
      case RegoArray array -> array.slice(from, to);
      default ->
          throw GoTemplate.bad("error calling slice: can't slice item of type " + value.typeName());
    };
  }

  private static int place(RegoValue value, int size) {
    if (value instanceof RegoNumber number
        && number.isPlainInt()
        && number.longValue() >= 0
        && number.longValue() <= size) {
      return (int) number.longValue();
    }
    throw GoTemplate.bad("error calling slice: index out of range: " + value);
  }

  /** One value as it would be written, several as print does. */
  private static String text(List<@Nullable RegoValue> values) {
    return values.size() == 1 ? shown(values.getFirst()) : printed(values);
  }

  private static String printed(List<@Nullable RegoValue> values) {
    StringBuilder out = new StringBuilder();
    RegoValue previous = null;
    for (RegoValue value : values) {
      // Sprint puts a space between operands when neither is a string
      if (previous != null && !(previous instanceof RegoString) && !(value instanceof RegoString)) {
        out.append(' ');
      }
      out.append(value == null || value == RegoNull.NULL ? "<nil>" : shown(value));
      previous = value == null ? RegoNull.NULL : value;
    }
    return out.toString();
  }

  private static String printedLine(List<@Nullable RegoValue> values) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      RegoValue value = values.get(i);
      out.append(i > 0 ? " " : "")
          .append(value == null || value == RegoNull.NULL ? "<nil>" : shown(value));
    }
    return out.append('\n').toString();
  }

  private RegoValue printf(List<@Nullable RegoValue> arguments) {
    if (!(given(arguments, 0) instanceof RegoString format)) {
      throw GoTemplate.bad("wrong type for printf");
    }
    @Nullable RegoValue[] values = new RegoValue[arguments.size() - 1];
    for (int i = 0; i < values.length; i++) {
      RegoValue value = arguments.get(i + 1);
      boolean nil = value == null || value == RegoNull.NULL;
      values[i] = nil ? null : value.size() < 0 ? value : RegoString.of(shown(value));
    }
    return RegoValue.of(new GoFormat(format.value(), values, limit).text());
  }

  private static RegoValue equal(List<@Nullable RegoValue> arguments) {
    RegoValue first = given(arguments, 0);
    given(arguments, 1);
    boolean found = false;
    for (int i = 1; i < arguments.size() && !found; i++) {
      found = same("eq", first, given(arguments, i));
    }
    return RegoValue.of(found);
  }

  private static boolean same(String name, RegoValue left, RegoValue right) {
    if (left.rank() != right.rank() && left != RegoNull.NULL && right != RegoNull.NULL) {
      throw GoTemplate.bad("error calling " + name + ": incompatible types for comparison");
    }
    return left.equals(right);
  }

  private static boolean compare(String name, List<@Nullable RegoValue> arguments) {
    RegoValue left = given(arguments, 0);
    RegoValue right = given(arguments, 1);
    if (left.rank() != right.rank()) {
      throw GoTemplate.bad("error calling " + name + ": incompatible types for comparison");
    }
    int order = left.compareTo(right);
    return switch (name) {
      case "lt" -> order < 0;
      case "le" -> order <= 0;
      case "gt" -> order > 0;
      default -> order >= 0;
    };
  }

  /** A value as fmt prints it: {@code [1 2]}, {@code map[a:1]}. */
  static String shown(@Nullable RegoValue value) {
    StringBuilder out = new StringBuilder();
    show(value, out, true);
    return out.toString();
  }

  private static void show(@Nullable RegoValue value, StringBuilder out, boolean top) {
    switch (value) {
      case null -> out.append("<no value>");
      case RegoNull n -> out.append(top ? "<no value>" : "<nil>");
      case RegoString text -> out.append(text.value());
      case RegoArray array -> list(array.items(), out);
      case RegoSet set -> list(set.sorted(), out);
      case RegoObject object -> {
        out.append("map[");
        for (int i = 0; i < object.size(); i++) {
          out.append(i > 0 ? " " : "").append(RegoJson.key(object.keyAt(i))).append(':');
          show(object.valueAt(i), out, false);
        }
        out.append(']');
      }
      default -> out.append(value);
    }
  }

  private static void list(RegoValue[] items, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < items.length; i++) {
      out.append(i > 0 ? " " : "");
      show(items[i], out, false);
    }
    out.append(']');
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("\0", "\uFFFD");
  }

  private static String script(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\'' -> out.append("\\'");
        case '"' -> out.append("\\\"");
        case '<', '>', '&', '=' -> out.append("\\u00%02X".formatted((int) c));
        default -> out.append(c < ' ' ? "\\u00%02X".formatted((int) c) : Character.toString(c));
      }
    }
    return out.toString();
  }
}
