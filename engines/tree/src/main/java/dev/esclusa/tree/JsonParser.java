package dev.esclusa.tree;

import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Value.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one RFC 8259 text by recursive descent, as deep as the limits allow. */
final class JsonParser {
  private static final int MAX_NUMBER_LENGTH = 1100;

  private final String file;
  private final String text;
  private final Limits limits;
  private @Nullable Marks marks;
  private boolean decimalKeyAllowed;
  private int at;
  private int line = 1;
  private int lineStart;
  private int depth;
  private long nodes;

  JsonParser(String file, String text, Limits limits) {
    this.file = file;
    this.text = text;
    this.limits = limits;
  }

  JsonParser allowingDecimalKey() {
    decimalKeyAllowed = true;
    return this;
  }

  Value value() {
    skipSpace();
    Value value = readValue(line, column());
    skipSpace();
    if (at < text.length()) {
      throw unexpected("the end of the text");
    }
    return value;
  }

  Document document() {
    Marks kept = new Marks();
    marks = kept;
    return new Document(file, value(), kept.trimmed());
  }

  private Value readValue(int markLine, int markColumn) {
    Marks kept = marks;
    int node = kept == null ? 0 : kept.open(markLine, markColumn);
    Value value =
        switch (peek()) {
          case '{' -> readMapping();
          case '[' -> readSequence();
          case '"' -> new Text(readText());
          case 't' -> word("true", Value.TRUE);
          case 'f' -> word("false", Value.FALSE);
          case 'n' -> word("null", Value.NULL);
          default -> readNumber();
        };
    count(value instanceof Text(String content) ? content.length() : 0);
    if (kept != null) {
      kept.close(node);
    }
    return value;
  }

  private Value readMapping() {
    enter();
    LinkedHashMap<String, Value> entries = new LinkedHashMap<>();
    if (peek() != '}') {
      do {
        skipSpace();
        readEntry(entries);
        skipSpace();
      } while (taken(','));
    }
    leave('}');
    return Mapping.owning(entries);
  }

  private void readEntry(LinkedHashMap<String, Value> entries) {
    if (peek() != '"') {
      throw unexpected("a key in double quotes");
    }
    int keyLine = line;
    int keyColumn = column();
    String key = Unicode.check(readText());
    if (key.equals(Canonical.DECIMAL) && !decimalKeyAllowed) {
      throw Canonical.reserved(new Position(file, keyLine, keyColumn));
    }
    skipSpace();
    if (!taken(':')) {
      throw unexpected("':'");
    }
    skipSpace();
    boolean sameLine = line == keyLine;
    Value value = readValue(keyLine, sameLine ? column() : keyColumn);
    if (entries.putIfAbsent(key, value) != null) {
      throw duplicate(new Position(file, keyLine, keyColumn), key);
    }
  }

  static TreeException duplicate(Position position, String key) {
    return new TreeException(
        "TRE-0004",
        position,
        "The key '" + key + "' stands twice in one mapping.",
        "Keep one of them.");
  }

  private Value readSequence() {
    enter();
    List<Value> items = new ArrayList<>();
    if (peek() != ']') {
      do {
        skipSpace();
        items.add(readValue(line, column()));
        skipSpace();
      } while (taken(','));
    }
    leave(']');
    return new Sequence(items);
  }

  private void enter() {
    if (++depth > limits.maxDepth()) {
      throw Limits.reached(here(), "nested levels", limits.maxDepth());
    }
    at++;
    skipSpace();
  }

  private void leave(char end) {
    if (!taken(end)) {
      throw unexpected("',' or '" + end + "'");
    }
    depth--;
  }

  private String readText() {
    int start = ++at;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        at = i + 1;
        return text.substring(start, i);
      }
      if (c == '\\' || c < 0x20) {
        at = i;
        return readEscapedText(start);
      }
    }
    at = text.length();
    throw unexpected("'\"'");
  }

  private String readEscapedText(int start) {
    StringBuilder content = new StringBuilder().append(text, start, at);
    while (true) {
      char c = peek();
      if (c == '"') {
        at++;
        return Unicode.check(content.toString());
      }
      if (c == '\\') {
        at++;
        content.append(readEscape());
      } else if (c < 0x20) {
        throw unexpected("a printable character, an escape or '\"'");
      } else {
        content.append(c);
        at++;
      }
    }
  }

  private char readEscape() {
    char c = peek();
    char plain =
        switch (c) {
          case '"', '\\', '/' -> c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> readHex();
          default -> throw unexpected("one of \"\\/bfnrtu");
        };
    at++;
    return plain;
  }

  private char readHex() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      char c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw unexpected("a hexadecimal digit");
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private Value readNumber() {
    int start = at;
    boolean negative = taken('-');
    int digits = at;
    boolean whole = true;
    if (!taken('0')) {
      skipDigits("a value");
    }
    if (taken('.')) {
      whole = false;
      skipDigits("a digit");
    }
    if (taken('e') || taken('E')) {
      whole = false;
      if (!taken('+')) {
        taken('-');
      }
      skipDigits("a digit");
    }
    if (whole && at - digits <= 18) {
      long magnitude = Long.parseLong(text, digits, at, 10);
      return Value.of(negative ? -magnitude : magnitude);
    }
    return decimal(start);
  }

  private Value decimal(int start) {
    Position place = new Position(file, line, start - lineStart + 1);
    if (at - start > MAX_NUMBER_LENGTH) {
      throw Value.Num.outOfRange(place);
    }
    try {
      return Value.of(new BigDecimal(text.substring(start, at)));
    } catch (NumberFormatException e) { // an exponent that no BigDecimal can hold
      throw new TreeException(
          "TRE-0005", place, "The number's exponent is out of range.", "Write it as text.", e);
    } catch (TreeException e) {
      throw e.at(place);
    }
  }

  private void skipDigits(String wanted) {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw unexpected(wanted);
    }
  }

  private Value word(String word, Value meaning) {
    if (!text.startsWith(word, at)) {
      throw unexpected("a value");
    }
    at += word.length();
    return meaning;
  }

  private void skipSpace() {
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = at + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  /** The next character, or 0 at the end: no JSON token begins with it. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean taken(char c) {
    boolean found = peek() == c && at < text.length();
    if (found) {
      at++;
    }
    return found;
  }

  private void count(int characters) {
    nodes += Limits.weight(characters);
    if (nodes > limits.maxNodes()) {
      throw Limits.reached(here(), "nodes", limits.maxNodes());
    }
  }

  private int column() {
    return at - lineStart + 1;
  }

  private Position here() {
    return new Position(file, line, column());
  }

  private TreeException unexpected(String wanted) {
    String seen = at < text.length() ? "'" + printable(text.codePointAt(at)) + "'" : "the end";
    return new TreeException(
        "TRE-0002", here(), "Found " + seen + " where " + wanted + " is wanted.", "Mend the JSON.");
  }

  private static String printable(int codePoint) {
    return codePoint < 0x20 || codePoint == 0x7F
        ? "\\u" + Integer.toHexString(0x10000 | codePoint).substring(1)
        : Character.toString(codePoint);
  }
}
