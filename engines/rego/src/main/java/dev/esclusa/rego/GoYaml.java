package dev.esclusa.rego;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Yaml;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * YAML as OPA 1.20 writes it: the value becomes JSON, which go.yaml.in/yaml v2 reads and writes
 * again. The layout is that of libyaml's emitter.
 */
final class GoYaml {
  private static final int WIDTH = 80;
  private static final int SIMPLE_KEY = 128;

  /** A number of base 60 in YAML 1.1, which go-yaml quotes though it reads it as text. */
  private static final Pattern BASE_60 =
      Pattern.compile("[-+]?[0-9][0-9_]*+(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

  private enum Style {
    PLAIN,
    SINGLE,
    DOUBLE,
    LITERAL
  }

  private final TextLimit limit;
  private final StringBuilder out = new StringBuilder();
  private int column;
  private int indent = -1;
  private boolean whitespace = true;
  private boolean indention = true;

  private GoYaml(TextLimit limit) {
    this.limit = limit;
  }

  static String write(RegoValue value, TextLimit limit) {
    GoYaml writer = new GoYaml(limit);
    writer.node(value, false);
    writer.indent = -1;
    writer.newLine();
    return writer.out.toString();
  }

  private void node(RegoValue value, boolean inMapping) {
    limit.reached(out.length());
    switch (value) {
      case RegoArray array -> sequence(array.items(), inMapping);
      case RegoSet set -> sequence(set.sorted(), inMapping);
      case RegoObject object -> mapping(object);
      case RegoNull n -> bare("null");
      case RegoBoolean bool -> bare(String.valueOf(bool.value()));
      case RegoNumber number -> bare(number(number.text()));
      case RegoString text -> {
        String read = read(text.value());
        text(read, style(read), false);
      }
    }
  }

  private void sequence(RegoValue[] items, boolean inMapping) {
    if (items.length == 0) {
      indicator("[", true, false);
      indicator("]", false, false);
      return;
    }
    int outer = indent;
    indent = outer < 0 ? 0 : inMapping && !indention ? outer : outer + 2;
    for (RegoValue item : items) {
      newLine();
      indicator("-", true, true);
      node(item, false);
    }
    indent = outer;
  }

  private void mapping(RegoObject object) {
    if (object.size() == 0) {
      indicator("{", true, false);
      indicator("}", false, false);
      return;
    }
    TreeMap<String, RegoValue> members = new TreeMap<>(GoYaml::compareKeys);
    object.forEach((key, value) -> members.put(read(RegoJson.key(key)), value));
    int outer = indent;
    indent = outer < 0 ? 0 : outer + 2;
    members.forEach(
        (name, value) -> {
          newLine();
          boolean simple = !hasBreak(name) && GoBytes.length(name) <= SIMPLE_KEY;
          if (!simple) {
            indicator("?", true, true);
          }
          text(name, style(name), simple);
          if (simple) {
            indicator(":", false, false);
          } else {
            newLine();
            indicator(":", true, true);
          }
          node(value, true);
        });
    indent = outer;
  }

  /** As numbers of 64 bits, or doubles; what fits neither is text. */
  private static String number(String json) {
    boolean whole = json.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    if (whole) {
      BigInteger number = new BigInteger(json);
      if (number.bitLength() <= (number.signum() < 0 ? 63 : 64)) {
        return number.toString();
      }
    }
    double rounded = Double.parseDouble(json);
    return Double.isInfinite(rounded) ? json : GoFloat.format(rounded, 'g', -1);
  }

  /** What the JSON string is when read as YAML: breaks fold, and some characters are refused. */
  private static String read(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean allowed =
          c <= 0x7E
              || c == 0x85
              || c >= 0xA0 && c <= 0xD7FF
              || c >= 0xE000 && c <= 0xFFFD
              || c > 0xFFFF
              || Character.isSurrogate((char) c);
      if (!allowed) {
        throw new BuiltinFailure("yaml: control characters are not allowed");
      }
      if (c == 0x85 || Character.isSurrogate((char) c) && c <= 0xFFFF) {
        return folded(text);
      }
      i += Character.charCount(c);
    }
    return text;
  }

  private static String folded(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      int breaks = 0;
      while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\u0085')) {
        breaks += text.charAt(end) == '\u0085' ? 1 : 0;
        end++;
      }
      if (breaks > 0) {
        out.append(breaks == 1 ? " " : "\n".repeat(breaks - 1));
        at = end;
      } else if (end > at) {
        out.append(text, at, end);
        at = end;
      } else {
        char c = text.charAt(at);
        boolean lone =
            Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
        out.append(lone ? '\uFFFD' : c);
        at++;
      }
    }
    return out.toString();
  }

  private static Style style(String text) {
    if (text.indexOf('\n') >= 0) {
      return Style.LITERAL;
    }
    return Yaml.isText(text, ScalarProfile.OPA) && !BASE_60.matcher(text).matches()
        ? Style.PLAIN
        : Style.DOUBLE;
  }

  /** By letters, then runs of digits by their number, as go-yaml sorts keys. */
  private static int compareKeys(String left, String right) {
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] != b[i]) {
        boolean letter = Character.isLetter(a[i]);
        if (letter != Character.isLetter(b[i])) {
          return letter ? 1 : -1;
        }
        return letter ? Integer.compare(a[i], b[i]) : compareDigits(a, b, i);
      }
    }
    return Integer.compare(a.length, b.length);
  }

  private static int compareDigits(int[] a, int[] b, int from) {
    long first = 0;
    long second = 0;
    if (a[from] == '0' || b[from] == '0') {
      for (int j = from - 1; j >= 0 && Character.isDigit(a[j]); j--) {
        if (a[j] != '0') {
          first = 1;
          second = 1;
          break;
        }
      }
    }
    int i = from;
    for (; i < a.length && Character.isDigit(a[i]); i++) {
      first = first * 10 + a[i] - '0';
    }
    int j = from;
    for (; j < b.length && Character.isDigit(b[j]); j++) {
      second = second * 10 + b[j] - '0';
    }
    int order = Long.compare(first, second);
    order = order == 0 ? Integer.compare(i, j) : order;
    return order == 0 ? Integer.compare(a[from], b[from]) : order;
  }

  private static boolean isBreak(int c) {
    return c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  private static boolean hasBreak(String text) {
    return text.codePoints().anyMatch(GoYaml::isBreak);
  }

  private static boolean isPrintable(int c) {
    return c == '\n'
        || c >= 0x20 && c <= 0x7E
        || c >= 0xA0 && c <= 0xD7FF
        || c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF;
  }

  private void bare(String text) {
    plain(text.codePoints().toArray(), true);
  }

  private void text(String text, Style wanted, boolean key) {
    int[] points = text.codePoints().toArray();
    Style style = allowed(points, wanted, key);
    int outer = indent;
    indent = outer < 0 ? 2 : outer + 2;
    switch (style) {
      case PLAIN -> plain(points, !key);
      case SINGLE -> single(points, !key);
      case DOUBLE -> quoted(points, !key);
      case LITERAL -> literal(points);
    }
    indent = outer;
  }

  /**
   * libyaml's analysis of a scalar: the first style at or after the wanted one that can hold it.
   */
  private static Style allowed(int[] text, Style wanted, boolean key) {
    boolean indicators = startsSpecially(text);
    boolean breaks = false;
    boolean special = false;
    boolean spaceBreak = false;
    boolean breakSpace = false;
    boolean wasSpace = false;
    boolean wasBreak = false;
    boolean blankBefore = true;
    for (int i = 0; i < text.length; i++) {
      int c = text[i];
      boolean blankAfter = i + 1 >= text.length || text[i + 1] == ' ' || text[i + 1] == '\t';
      indicators |= c == ':' && blankAfter || i > 0 && c == '#' && blankBefore;
      special |= !isPrintable(c);
      breakSpace |= c == ' ' && wasBreak;
      spaceBreak |= isBreak(c) && wasSpace;
      breaks |= isBreak(c);
      wasSpace = c == ' ';
      wasBreak = isBreak(c);
      blankBefore = c == ' ' || c == '\t' || isBreak(c) || c == 0;
    }
    boolean edges =
        text.length > 0
            && (text[0] == ' '
                || isBreak(text[0])
                || text[text.length - 1] == ' '
                || isBreak(text[text.length - 1]));
    boolean trailing = text.length > 0 && text[text.length - 1] == ' ';
    boolean plain = !indicators && !edges && !breaks && !special && !(text.length == 0 && key);
    boolean single = !breakSpace && !spaceBreak && !special;
    boolean literal = text.length > 0 && !trailing && !spaceBreak && !special && !key;
    Style style = key && breaks ? Style.DOUBLE : wanted;
    if (style == Style.LITERAL) {
      return literal ? style : Style.DOUBLE;
    }
    if (style == Style.PLAIN && plain) {
      return style;
    }
    return style != Style.DOUBLE && single ? Style.SINGLE : Style.DOUBLE;
  }

  private static boolean startsSpecially(int[] text) {
    if (text.length == 0) {
      return false;
    }
    boolean marker =
        text.length >= 3
            && (text[0] == '-' || text[0] == '.')
            && text[1] == text[0]
            && text[2] == text[0];
    boolean alone = text.length == 1 || text[1] == ' ' || text[1] == '\t';
    return marker
        || "#,[]{}&*!|>'\"%@`".indexOf(text[0]) >= 0
        || alone && (text[0] == '?' || text[0] == '-');
  }

  private void put(int c) {
    out.appendCodePoint(c);
    column++;
  }

  private void lineEnd() {
    out.append('\n');
    column = 0;
  }

  private void brk(int c) {
    if (c == '\n') {
      lineEnd();
    } else {
      out.appendCodePoint(c);
      column = 0;
    }
  }

  private void newLine() {
    int wanted = Math.max(indent, 0);
    if (!indention || column > wanted || column == wanted && !whitespace) {
      lineEnd();
    }
    while (column < wanted) {
      put(' ');
    }
    whitespace = true;
    indention = true;
  }

  private void indicator(String text, boolean needsSpace, boolean isIndention) {
    if (needsSpace && !whitespace) {
      put(' ');
    }
    text.chars().forEach(this::put);
    whitespace = false;
    indention = indention && isIndention;
  }

  private void plain(int[] text, boolean breaks) {
    if (!whitespace) {
      put(' ');
    }
    boolean spaces = false;
    for (int i = 0; i < text.length; i++) {
      boolean space = text[i] == ' ';
      boolean next = i + 1 < text.length && text[i + 1] == ' ';
      if (space && breaks && !spaces && column > WIDTH && !next) {
        newLine();
      } else {
        put(text[i]);
      }
      spaces = space;
    }
    whitespace = false;
    indention = false;
  }

  private void single(int[] text, boolean folds) {
    indicator("'", true, false);
    boolean spaces = false;
    boolean breaks = false;
    for (int i = 0; i < text.length; i++) {
      int c = text[i];
      if (c == ' ') {
        boolean inside = i > 0 && i < text.length - 1 && text[i + 1] != ' ';
        if (folds && !spaces && column > WIDTH && inside) {
          newLine();
        } else {
          put(c);
        }
        spaces = true;
      } else if (isBreak(c)) {
        if (!breaks && c == '\n') {
          lineEnd();
        }
        brk(c);
        indention = true;
        breaks = true;
      } else {
        if (breaks) {
          newLine();
        }
        if (c == '\'') {
          put(c);
        }
        put(c);
        indention = false;
        spaces = false;
        breaks = false;
      }
    }
    indicator("'", false, false);
    whitespace = false;
    indention = false;
  }

  private void quoted(int[] text, boolean folds) {
    indicator("\"", true, false);
    boolean marked = text.length > 0 && text[0] == 0xFEFF; // then libyaml escapes all that follows
    boolean spaces = false;
    for (int i = 0; i < text.length; i++) {
      int c = text[i];
      if (marked || !isPrintable(c) || isBreak(c) || c == '"' || c == '\\') {
        escaped(c);
        spaces = false;
      } else if (c == ' ') {
        if (folds && !spaces && column > WIDTH && i > 0 && i < text.length - 1) {
          newLine();
          if (text[i + 1] == ' ') {
            put('\\');
          }
        } else {
          put(c);
        }
        spaces = true;
      } else {
        put(c);
        spaces = false;
      }
    }
    indicator("\"", false, false);
    whitespace = false;
    indention = false;
  }

  private void escaped(int c) {
    String code =
        switch (c) {
          case 0 -> "0";
          case 7 -> "a";
          case 8 -> "b";
          case 9 -> "t";
          case 10 -> "n";
          case 11 -> "v";
          case 12 -> "f";
          case 13 -> "r";
          case 0x1B -> "e";
          case '"' -> "\"";
          case '\\' -> "\\";
          case 0x85 -> "N";
          case 0xA0 -> "_";
          case 0x2028 -> "L";
          case 0x2029 -> "P";
          default ->
              c <= 0xFF
                  ? "x%02X".formatted(c)
                  : c <= 0xFFFF ? "u%04X".formatted(c) : "U%08X".formatted(c);
        };
    put('\\');
    code.chars().forEach(this::put);
  }

  private void literal(int[] text) {
    indicator("|", true, false);
    if (text[0] == ' ' || isBreak(text[0])) {
      indicator("2", false, false);
    }
    boolean ends = isBreak(text[text.length - 1]);
    boolean more = ends && (text.length == 1 || isBreak(text[text.length - 2]));
    if (!ends || more) {
      indicator(ends ? "+" : "-", false, false);
    }
    lineEnd();
    indention = true;
    whitespace = true;
    boolean breaks = true;
    for (int c : text) {
      if (isBreak(c)) {
        brk(c);
        indention = true;
        breaks = true;
      } else {
        if (breaks) {
          newLine();
        }
        put(c);
        indention = false;
        breaks = false;
      }
    }
  }

  /** The first document; what the text cannot mean is a failure. */
  static RegoValue read(BuiltinCall call, String text) {
    call.step(text.length());
    call.allocate(8L * text.length());
    try {
      return read("yaml", GoBytes.of(text));
    } catch (TreeException bad) {
      throw new BuiltinFailure("yaml: " + bad.getMessage());
    }
  }

  /** The first document; a {@link TreeException} says what is wrong. */
  static RegoValue read(String file, byte[] bytes) {
    List<Document> documents =
        Yaml.read(file, bytes, ScalarProfile.OPA, Limits.DEFAULT, Yaml.Repeats.LAST_WINS);
    return documents.isEmpty() ? RegoNull.NULL : RegoValue.of(documents.getFirst().root());
  }
}
