package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Extensible data notation (github.com/edn-format/edn), as Conftest gives it to policies: maps,
 * vectors and lists have their structure, everything else is text; keywords keep their colon,
 * characters are the number of their code point, sets are written {@code map[:a:true :b:true]}.
 */
final class EdnReader {
  private static final Map<String, Integer> NAMED =
      Map.of(
          "newline",
          10,
          "return",
          13,
          "space",
          32,
          "tab",
          9,
          "formfeed",
          12,
          "backspace",
          8,
          "nul",
          0);
  private static final String NOTHING = "<nil>";

  private final SourceText source;
  private final String in;
  private int at;
  private int depth;

  EdnReader(SourceText source) {
    this.source = source;
    this.in = source.text();
  }

  /** The first value; what follows it is not looked at, as in Conftest. */
  Value read() {
    Value value = next();
    if (value == null) {
      throw source.wrong(at, "There is no value.", "Write one.");
    }
    return value;
  }

  /** Null where a bracket or the file ends. */
  private @Nullable Value next() {
    source.checkDepth(at, ++depth);
    skip();
    while (in.startsWith("#_", at)) {
      at += 2;
      if (next() == null) {
        throw source.wrong(at, "Nothing stands behind #_.", "Remove it.");
      }
      skip();
    }
    boolean ends = at >= in.length() || ")]}".indexOf(in.charAt(at)) >= 0;
    Value value = ends ? null : value();
    depth--;
    return value;
  }

  private Value value() {
    return switch (in.charAt(at)) {
      case '{' -> map();
      case '[' -> Value.of(items(']'));
      case '(' -> Value.of(items(')'));
      case '"' -> Value.of(text());
      case '\\' -> Value.of(character());
      case '#' -> tagged();
      default -> Value.of(atom());
    };
  }

  private void skip() {
    while (at < in.length()) {
      char c = in.charAt(at);
      if (c == ';') {
        int end = in.indexOf('\n', at);
        at = end < 0 ? in.length() : end;
      } else if (c == ',' || Character.isWhitespace(c)) {
        at++;
      } else {
        return;
      }
    }
  }

  private List<Value> items(char close) {
    int start = at++;
    List<Value> items = new ArrayList<>();
    for (Value item = next(); item != null; item = next()) {
      items.add(item);
    }
    end(start, close);
    return items;
  }

  private void end(int start, char close) {
    if (at >= in.length() || in.charAt(at) != close) {
      throw source.wrong(
          at,
          "Found "
              + source.seen(at)
              + " where '"
              + close
              + "' ends what began at "
              + source.at(start).line()
              + ":"
              + source.at(start).column()
              + ".",
          "Write '" + close + "'.");
    }
    at++;
  }

  private Value map() {
    int start = at;
    List<Value> items = items('}');
    if (items.size() % 2 != 0) {
      throw source.wrong(start, "A key of the map has no value.", "Write keys and values in turn.");
    }
    Map<String, Value> members = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i += 2) {
      if (!(items.get(i) instanceof Value.Text(String key))) {
        throw source.wrong(
            start, "A key of the map is a list or a map.", "Take a text, keyword or number.");
      }
      members.put(key, items.get(i + 1));
    }
    return Value.mapping(members);
  }

  private String text() {
    int start = at++;
    StringBuilder out = new StringBuilder();
    while (at < in.length() && in.charAt(at) != '"') {
      char c = in.charAt(at++);
      out.append(c == '\\' ? escaped(start) : Character.toString(c));
    }
    if (at >= in.length()) {
      throw source.wrong(start, "The text has no end.", "Write \" where it ends.");
    }
    at++;
    return out.toString();
  }

  private String escaped(int start) {
    char c = at < in.length() ? in.charAt(at++) : ' ';
    return switch (c) {
      case 't' -> "\t";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case '"', '\\', '\'' -> Character.toString(c);
      case 'u' -> {
        String hex = in.substring(at, Math.min(in.length(), at + 4));
        if (!hex.matches("[0-9a-fA-F]{4}")) {
          throw source.wrong(at - 2, "\\u needs four hex digits.", "Write them all.");
        }
        at += 4;
        yield Character.toString((char) Integer.parseInt(hex, 16));
      }
      default ->
          throw source.wrong(start, "\\" + c + " means nothing in a text.", "Write \\\\ for a \\.");
    };
  }

  private String character() {
    int start = at++;
    String word = word();
    Integer named = NAMED.get(word);
    if (named != null) {
      return named.toString();
    }
    if (word.matches("u[0-9a-fA-F]{4}")) {
      return Integer.toString(Integer.parseInt(word.substring(1), 16));
    }
    if (word.isEmpty() && at < in.length()) {
      word = in.substring(at, ++at);
    }
    if (word.codePointCount(0, word.length()) != 1) {
      throw source.wrong(
          start, "\\" + word + " is no character.", "Write \\a, \\newline, \\u0041.");
    }
    return Integer.toString(word.codePointAt(0));
  }

  private Value tagged() {
    int start = at;
    if (in.startsWith("#{", at)) {
      at++;
      return Value.of(set(items('}')));
    }
    at++;
    String tag = word();
    if (tag.isEmpty() || !Character.isLetter(tag.charAt(0))) {
      throw source.wrong(start, "# has no name behind it.", "Write #{...}, #_ or #name value.");
    }
    Value value = next();
    if (value == null) {
      throw source.wrong(start, "Nothing stands behind #" + tag + ".", "Write its value.");
    }
    String written = value instanceof Value.Text(String text) ? text : value.toString();
    return Value.of(tag.equals("inst") ? written : "#" + tag + " " + written);
  }

  private static String set(List<Value> items) {
    TreeSet<String> members = new TreeSet<>();
    for (Value item : items) {
      members.add((item instanceof Value.Text(String text) ? text : item.toString()) + ":true");
    }
    return "map[" + String.join(" ", members) + "]";
  }

  private String word() {
    int start = at;
    while (at < in.length()
        && !Character.isWhitespace(in.charAt(at))
        && "()[]{}\";,\\".indexOf(in.charAt(at)) < 0) {
      at++;
    }
    return in.substring(start, at);
  }

  private String atom() {
    int start = at;
    String word = word();
    if (word.equals("nil")) {
      return NOTHING;
    }
    if (word.matches("[+-]?(?:0|[1-9][0-9]*)N?")) {
      return whole(word);
    }
    if (word.matches("[+-]?(?:0|[1-9][0-9]*)(?:[.][0-9]*)?(?:[eE][+-]?[0-9]{1,4})?M?")) {
      return real(word);
    }
    if (word.matches("[+-]?[0-9].*") || !word.matches("[:]?[^:/]+(?:/[^/]+)?|/")) {
      throw source.wrong(
          start,
          word.isEmpty() ? "Found " + source.seen(at) + "." : "'" + word + "' means nothing.",
          "Write a number, a text, a keyword or a symbol.");
    }
    return word;
  }

  private static String whole(String word) {
    String digits = word.endsWith("N") ? word.substring(0, word.length() - 1) : word;
    return new java.math.BigInteger(digits.startsWith("+") ? digits.substring(1) : digits)
        .toString();
  }

  private static String real(String word) {
    if (word.endsWith("M")) {
      return new BigDecimal(word.substring(0, word.length() - 1))
          .stripTrailingZeros()
          .toPlainString();
    }
    return Numbers.shortest(Double.parseDouble(word));
  }
}
