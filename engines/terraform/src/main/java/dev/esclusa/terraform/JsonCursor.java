package dev.esclusa.terraform;

import static dev.esclusa.terraform.TerraformException.Code.LIMIT;
import static dev.esclusa.terraform.TerraformException.Code.SYNTAX;

import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through one JSON text (RFC 8259) without holding it: the caller enters objects and arrays,
 * takes the values it wants as trees and skips the rest. Strict where it builds values; where it
 * skips, it only follows strings and brackets.
 */
final class JsonCursor {
  private static final int WINDOW_BYTES = 1 << 16;
  private static final int MAX_NUMBER_LENGTH = 1100;
  private static final int CACHE_SIZE = 1 << 12;
  private static final int CACHED_LENGTH = 64;
  private static final String RESERVED_KEY = "$decimal";

  private final String document;
  private final @Nullable InputStream source;
  private final Limits limits;
  private final Value.@Nullable Text[] cache = new Value.Text[CACHE_SIZE];
  private byte[] window;
  private byte[] scratch = new byte[256];
  private int at;
  private int end;
  private long windowStart;
  private int depth;
  private long nodes;
  private boolean first;
  private final BitSet skipped = new BitSet(); // which of the skipped levels are objects

  JsonCursor(String document, InputStream source, Limits limits) {
    this.document = document;
    this.source = source;
    this.limits = limits;
    this.window = new byte[WINDOW_BYTES];
  }

  JsonCursor(String document, byte[] bytes, Limits limits) {
    this.document = document;
    this.source = null;
    this.limits = limits;
    this.window = bytes;
    this.end = bytes.length;
    if (bytes.length > limits.maxBytes()) {
      throw limit("bytes", limits.maxBytes());
    }
  }

  boolean atObject() {
    return token() == '{';
  }

  boolean atArray() {
    return token() == '[';
  }

  void enterObject() {
    enter('{');
  }

  void enterArray() {
    enter('[');
  }

  /** The next key of the entered object, or null after its end. */
  @Nullable String nextKey() {
    if (!more('}')) {
      return null;
    }
    String key = key();
    return key;
  }

  /** Whether the entered array has one more item; its end is passed when not. */
  boolean nextItem() {
    return more(']');
  }

  /** Nothing but space may follow. */
  void expectEnd() {
    if (token() >= 0) {
      throw unexpected("the end of the text");
    }
  }

  Value value() {
    int c = token();
    return switch (c) {
      case '{' -> counted(mapping());
      case '[' -> counted(sequence());
      case '"' -> {
        at++;
        yield text();
      }
      case 't' -> word("true", Value.TRUE);
      case 'f' -> word("false", Value.FALSE);
      case 'n' -> word("null", Value.NULL);
      default -> number();
    };
  }

  private Value counted(Value value) {
    count(0);
    return value;
  }

  private Value mapping() {
    enter('{');
    List<Object> entries = new ArrayList<>();
    Sibling sibling = null;
    while (more('}')) {
      entries.add(key());
      int begin = token() == '{' ? at : -1;
      if (begin >= 0 && sibling != null && repeats(sibling)) {
        at += sibling.length;
        nodes += sibling.nodes - 1;
        count(0);
        entries.add(sibling.value);
      } else {
        long before = nodes;
        Value value = value();
        entries.add(value);
        if (begin >= 0 && source == null) {
          sibling = new Sibling(begin, at - begin, nodes - before, value);
        }
      }
    }
    try {
      return Value.mapping(entries.toArray());
    } catch (TreeException twice) {
      throw new TerraformException(
          SYNTAX,
          where(),
          "A key stands twice in one object.",
          "Use what the engine wrote.",
          twice);
    }
  }

  /** The object that was read last among the members of one object. */
  private record Sibling(int begin, int length, long nodes, Value value) {}

  /**
   * Whether the same bytes come again: most of what a plan lists stays as it is, and its {@code
   * after} is its {@code before}. Both are one value then, which whoever walks them may know.
   */
  private boolean repeats(Sibling before) {
    return before.length <= end - at
        && Arrays.equals(
            window, before.begin, before.begin + before.length, window, at, at + before.length);
  }

  private Value sequence() {
    enter('[');
    List<Value> items = new ArrayList<>();
    while (more(']')) {
      items.add(value());
    }
    return new Value.Sequence(items);
  }

  private String key() {
    if (token() != '"') {
      throw unexpected("a key in double quotes");
    }
    at++;
    String key = text().value();
    if (key.equals(RESERVED_KEY)) {
      throw new TerraformException(
          SYNTAX,
          where(),
          "The key " + RESERVED_KEY + " belongs to the canonical form.",
          "Rename that attribute.");
    }
    if (token() != ':') {
      throw unexpected("':'");
    }
    at++;
    return key;
  }

  private void enter(char open) {
    if (token() != open) {
      throw unexpected(open == '{' ? "an object" : "a list");
    }
    if (++depth > limits.maxDepth()) {
      throw limit("nested levels", limits.maxDepth());
    }
    at++;
    first = true;
  }

  private boolean more(char close) {
    int c = token();
    if (c == close) {
      at++;
      depth--;
      first = false;
      return false;
    }
    if (first) {
      first = false;
      return true;
    }
    if (c != ',') {
      throw unexpected("',' or '" + close + "'");
    }
    at++;
    if (token() == close) {
      throw unexpected("another entry");
    }
    return true;
  }

  /** Passes over one value without building it. */
  void skip() {
    int opened = 0;
    do {
      int c = token();
      switch (c) {
        case '{', '[' -> {
          if (depth + opened >= limits.maxDepth()) {
            throw limit("nested levels", limits.maxDepth());
          }
          skipped.set(opened++, c == '{');
          at++;
        }
        case '}', ']' -> {
          if (--opened < 0 || skipped.get(opened) != (c == '}')) {
            throw unexpected("a value");
          }
          at++;
        }
        case '"' -> skipString();
        case ',', ':' -> {
          if (opened == 0) {
            throw unexpected("a value");
          }
          at++;
        }
        case -1 -> throw unexpected("a value");
        default -> skipScalar();
      }
    } while (opened > 0);
    first = false;
  }

  private void skipString() {
    at++;
    while (true) {
      byte[] bytes = window;
      int i = at;
      while (i < end && bytes[i] != '"' && bytes[i] != '\\') {
        i++;
      }
      at = i;
      int c = peek();
      if (c < 0) {
        throw unexpected("'\"'");
      }
      at++;
      if (c == '"') {
        return;
      }
      if (peek() < 0) {
        throw unexpected("an escape");
      }
      at++;
    }
  }

  private void skipScalar() {
    int length = 0;
    while (isScalar(peek())) {
      at++;
      length++;
    }
    if (length == 0) {
      throw unexpected("a value");
    }
  }

  private static boolean isScalar(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == 'E'
        || c == '-'
        || c == '+'
        || c == '.';
  }

  /** The string whose opening quote was passed. */
  private Value.Text text() {
    byte[] bytes = window;
    int hash = 0;
    int i = at;
    int seen = 0;
    for (; i < end; i++) {
      byte b = bytes[i];
      if (b == '"') {
        Value.Text text = plain(bytes, at, i - at, seen >= 0, hash);
        at = i + 1;
        count(i - at);
        return text;
      }
      if (b == '\\' || (b >= 0 && b < 0x20)) {
        break;
      }
      seen |= b; // negative as soon as one byte is not ASCII
      hash = hash * 31 + b;
    }
    return slowText(i);
  }

  private Value.Text slowText(int stop) {
    int length = stop - at;
    room(length);
    System.arraycopy(window, at, scratch, 0, length);
    at = stop;
    while (true) {
      int c = peek();
      if (c < 0) {
        throw unexpected("'\"'");
      }
      if (c < 0x20) {
        throw unexpected("a printable character, an escape or '\"'");
      }
      at++;
      if (c == '"') {
        count(length);
        return plain(scratch, 0, length, false, 0);
      }
      room(length + 4);
      if (c == '\\') {
        length = escape(length);
      } else {
        scratch[length++] = (byte) c;
      }
    }
  }

  private int escape(int length) {
    int c = peek();
    at++;
    int plain =
        switch (c) {
          case '"', '\\', '/' -> c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> codePoint();
          default -> throw unexpected("one of \"\\/bfnrtu");
        };
    if (plain < 0x80) {
      scratch[length] = (byte) plain;
      return length + 1;
    }
    byte[] utf8 = Character.toString(plain).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, scratch, length, utf8.length);
    return length + utf8.length;
  }

  private int codePoint() {
    char high = hex();
    if (!Character.isSurrogate(high)) {
      return high;
    }
    if (Character.isHighSurrogate(high) && peek() == '\\') {
      at++;
      if (peek() == 'u') {
        at++;
        char low = hex();
        if (Character.isLowSurrogate(low)) {
          return Character.toCodePoint(high, low);
        }
      }
    }
    throw new TerraformException(
        SYNTAX, where(), "An escape is half of a character.", "Use what the engine wrote.");
  }

  private char hex() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int c = peek();
      int digit = c >= 0 && c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw unexpected("a hexadecimal digit");
      }
      at++;
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private Value.Text plain(byte[] bytes, int from, int length, boolean ascii, int hash) {
    if (!ascii) {
      return Value.of(decode(bytes, from, length));
    }
    if (length > CACHED_LENGTH) {
      return Value.of(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
    }
    int slot = (hash ^ hash >>> 12 ^ length << 7) & (CACHE_SIZE - 1);
    Value.Text cached = cache[slot];
    if (cached == null || !same(cached.value(), bytes, from, length)) {
      cached = Value.of(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
      cache[slot] = cached;
    }
    return cached;
  }

  private static boolean same(String text, byte[] bytes, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  private String decode(byte[] bytes, int from, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new TerraformException(
          SYNTAX, where(), "The text is not UTF-8.", "Use what the engine wrote.", e);
    }
  }

  private Value number() {
    int length = 0;
    boolean whole = true;
    for (int c = peek(); isNumber(c); c = peek()) {
      whole &= c != '.' && c != 'e' && c != 'E' && c != '+';
      room(length + 1);
      scratch[length++] = (byte) c;
      at++;
      if (length > MAX_NUMBER_LENGTH) {
        throw limit("digits in a number", MAX_NUMBER_LENGTH);
      }
    }
    count(0);
    String digits = new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
    if (!isNumber(digits)) {
      throw unexpected("a value");
    }
    return whole && length <= 18 ? Value.of(Long.parseLong(digits)) : decimal(digits);
  }

  private static boolean isNumber(int c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }

  /** The grammar of RFC 8259 section 6. */
  private static boolean isNumber(String text) {
    int length = text.length();
    int i = text.startsWith("-") ? 1 : 0;
    int digits = digitsEnd(text, i);
    if (digits == i || (text.charAt(i) == '0' && digits > i + 1)) {
      return false;
    }
    i = digits;
    if (i < length && text.charAt(i) == '.') {
      digits = digitsEnd(text, i + 1);
      if (digits == i + 1) {
        return false;
      }
      i = digits;
    }
    if (i < length && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      int from = i + 1;
      if (from < length && (text.charAt(from) == '+' || text.charAt(from) == '-')) {
        from++;
      }
      digits = digitsEnd(text, from);
      if (digits == from) {
        return false;
      }
      i = digits;
    }
    return i == length;
  }

  private static int digitsEnd(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  private Value decimal(String digits) {
    try {
      return Value.of(new BigDecimal(digits));
    } catch (NumberFormatException e) {
      throw limit("digits in an exponent", 9);
    } catch (TreeException e) {
      throw TerraformException.of(LIMIT, where(), e, "Write the number as text.");
    }
  }

  private Value word(String word, Value meaning) {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw unexpected("a value");
      }
      at++;
    }
    count(0);
    return meaning;
  }

  /** The next byte that is not space, or -1 at the end. */
  private int token() {
    while (true) {
      int c = peek();
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
      at++;
    }
  }

  private int peek() {
    return at < end || fill() ? window[at] & 0xFF : -1;
  }

  private boolean fill() {
    if (source == null) {
      return false;
    }
    windowStart += end;
    at = 0;
    end = 0;
    try {
      end = Math.max(0, source.read(window));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (windowStart + end > limits.maxBytes()) {
      throw limit("bytes", limits.maxBytes());
    }
    return end > 0;
  }

  private void room(int length) {
    if (length > scratch.length) {
      scratch = Arrays.copyOf(scratch, Math.max(length, scratch.length * 2));
    }
  }

  private void count(int characters) {
    nodes += 1 + (Math.max(0, characters) >> 6);
    if (nodes > limits.maxNodes()) {
      throw limit("nodes", limits.maxNodes());
    }
  }

  String where() {
    return document + ", byte " + (windowStart + at);
  }

  private TerraformException limit(String what, long most) {
    return new TerraformException(
        LIMIT,
        where(),
        "The text has more than " + most + " " + what + ".",
        "Split the stack, or raise the limit where it is set.");
  }

  private TerraformException unexpected(String wanted) {
    boolean over = peek() < 0;
    return new TerraformException(
        SYNTAX,
        where(),
        over ? "The text ends where " + wanted + " is wanted." : "Here " + wanted + " is wanted.",
        over ? "Take the whole output of the engine." : "Use what the engine wrote, unedited.");
  }
}
