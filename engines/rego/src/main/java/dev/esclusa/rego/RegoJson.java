package dev.esclusa.rego;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON to and from Rego values. Reading goes straight from UTF-8 bytes or a stream of them; equal
 * short strings and equal key sets are shared, so a large document takes little more memory than
 * its text. The last of repeated names counts, as in Go.
 */
public final class RegoJson {
  private static final int MAX_DEPTH = 5_000;
  private static final int SHARED_LENGTH = 40;

  private static final int WINDOW = 1 << 16;
  private static final int LONGEST_TOKEN = 1 << 28;

  private byte[] in;
  private int at;
  private int end;
  private final @Nullable InputStream more;
  private long before; // bytes of the stream that the window has left behind
  private int depth;
  private RegoValue[] stack = new RegoValue[64];
  private int top;
  private final RegoString[] strings;
  private final int[] stringHashes;
  private final ShapeEntry[] shapes = new ShapeEntry[256];

  private record ShapeEntry(RegoValue[] written, RegoObject.Shape shape, int @Nullable [] order) {}

  private RegoJson(byte[] in) {
    this(in, in.length, null, in.length < 4096 ? 256 : in.length < 1 << 20 ? 4096 : 32_768);
  }

  private RegoJson(byte[] in, int end, @Nullable InputStream more, int shared) {
    this.in = in;
    this.end = end;
    this.more = more;
    this.strings = new RegoString[shared];
    this.stringHashes = new int[shared];
  }

  /** The one value that the bytes hold; refused as RegoException with the place. */
  public static RegoValue read(byte[] utf8) {
    return new RegoJson(utf8).document();
  }

  /**
   * The one value that the stream holds, read to its end through a small window: of a large
   * document only the values are kept. Refused as RegoException with the place.
   */
  public static RegoValue read(InputStream utf8) throws IOException {
    try {
      return new RegoJson(new byte[WINDOW], 0, utf8, 32_768).document();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  public static RegoValue read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The value that the bytes begin with; what follows is left alone. */
  static RegoValue readFirst(byte[] utf8) {
    return new RegoJson(utf8).first();
  }

  private RegoValue first() {
    try {
      return value();
    } catch (StackOverflowError deep) {
      throw bad("exceeded max depth");
    }
  }

  private RegoValue document() {
    try {
      RegoValue value = value();
      space();
      if (at < end) {
        throw bad("something after the value");
      }
      return value;
    } catch (StackOverflowError deep) {
      throw bad("exceeded max depth");
    }
  }

  private RegoException bad(String cause) {
    return new RegoException(
        RegoException.JSON,
        "invalid JSON at byte " + (before + at) + ": " + cause,
        "Give one valid JSON value");
  }

  private void space() {
    do {
      while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
        at++;
      }
    } while (at == end && fill());
  }

  private byte next() {
    space();
    if (at >= end) {
      throw bad("unexpected end of JSON input");
    }
    if (more != null) {
      fillToken();
    }
    return in[at];
  }

  /** More of the stream behind what was not read yet; false at its end, and where all is here. */
  private boolean fill() {
    if (more == null) {
      return false;
    }
    System.arraycopy(in, at, in, 0, end - at);
    before += at;
    end -= at;
    at = 0;
    if (end == in.length) {
      if (end >= LONGEST_TOKEN) {
        throw bad("a text or number of more than " + LONGEST_TOKEN + " bytes");
      }
      in = Arrays.copyOf(in, end * 2);
    }
    try {
      int read = more.read(in, end, in.length - end);
      end += Math.max(0, read);
      return read > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Until the text, number or word that begins here is in the window as a whole. */
  private void fillToken() {
    int length = 1;
    while (!ends(length) && (at + length < end || fill())) {
      length++;
    }
  }

  /**
   * Whether so many bytes from here on are a whole token; where in doubt, one byte more is asked.
   */
  private boolean ends(int length) {
    byte first = in[at];
    byte last = in[at + length - 1];
    return switch (first) {
      case '{', '}', '[', ']', ',', ':' -> true;
      case '"' -> length > 1 && last == '"' && !escaped(length - 1);
      default -> length > 1 && (last == ',' || last == ']' || last == '}' || last <= ' ');
    };
  }

  private boolean escaped(int offset) {
    int slashes = 0;
    while (in[at + offset - 1 - slashes] == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  private RegoValue value() {
    return switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", RegoBoolean.TRUE);
      case 'f' -> word("false", RegoBoolean.FALSE);
      case 'n' -> word("null", RegoNull.NULL);
      default -> number();
    };
  }

  private RegoValue word(String word, RegoValue value) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || in[at + i] != word.charAt(i)) {
        throw bad("invalid literal, wanted " + word);
      }
    }
    at += word.length();
    return value;
  }

  private void push(RegoValue value) {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, top * 2);
    }
    stack[top++] = value;
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw bad("exceeded max depth");
    }
    at++;
  }

  private RegoValue array() {
    enter();
    int base = top;
    if (next() == ']') {
      at++;
    } else {
      while (true) {
        push(value());
        byte c = next();
        at++;
        if (c == ']') {
          break;
        }
        if (c != ',') {
          at--;
          throw bad("wanted ',' or ']' after an array element");
        }
      }
    }
    depth--;
    RegoArray array = RegoArray.owning(Arrays.copyOfRange(stack, base, top));
    top = base;
    return array;
  }

  private RegoValue object() {
    enter();
    int base = top;
    if (next() == '}') {
      at++;
      depth--;
      return RegoObject.EMPTY;
    }
    while (true) {
      if (next() != '"') {
        throw bad("wanted a name in double quotes");
      }
      push(string());
      if (next() != ':') {
        throw bad("wanted ':' after a name");
      }
      at++;
      push(value());
      byte c = next();
      at++;
      if (c == '}') {
        break;
      }
      if (c != ',') {
        at--;
        throw bad("wanted ',' or '}' after a member");
      }
    }
    depth--;
    RegoValue object = members(base, (top - base) / 2);
    top = base;
    return object;
  }

  private RegoValue members(int base, int size) {
    int hash = size;
    for (int i = 0; i < size; i++) {
      hash = hash * 31 + stack[base + 2 * i].hashCode();
    }
    int slot = RegoSet.spread(hash) & (shapes.length - 1);
    ShapeEntry entry = shapes[slot];
    if (entry == null || !written(entry.written, base, size)) {
      ShapeEntry fresh = shape(base, size);
      if (fresh == null) {
        return repeated(base, size);
      }
      if (size <= 64) {
        shapes[slot] = fresh;
      }
      entry = fresh;
    }
    RegoValue[] values = new RegoValue[size];
    int[] order = entry.order;
    for (int i = 0; i < size; i++) {
      values[i] = stack[base + 2 * (order == null ? i : order[i]) + 1];
    }
    return RegoObject.owning(entry.shape, values);
  }

  private boolean written(RegoValue[] names, int base, int size) {
    if (names.length != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!names[i].equals(stack[base + 2 * i])) {
        return false;
      }
    }
    return true;
  }

  /** Null when a name is repeated. */
  private @Nullable ShapeEntry shape(int base, int size) {
    RegoValue[] written = new RegoValue[size];
    for (int i = 0; i < size; i++) {
      written[i] = stack[base + 2 * i];
    }
    int[] order = RegoObject.order(written, size);
    RegoValue[] keys = new RegoValue[size];
    boolean sorted = true;
    for (int i = 0; i < size; i++) {
      keys[i] = written[order[i]];
      sorted &= order[i] == i;
      if (i > 0 && keys[i].equals(keys[i - 1])) {
        return null;
      }
    }
    return sorted
        ? new ShapeEntry(keys, new RegoObject.Shape(keys), null)
        : new ShapeEntry(written, new RegoObject.Shape(keys), order);
  }

  private RegoValue repeated(int base, int size) {
    RegoObject.Builder object = RegoObject.builder();
    for (int i = 0; i < size; i++) {
      object.put(stack[base + 2 * i], stack[base + 2 * i + 1]);
    }
    return object.build();
  }

  private RegoString string() {
    int start = ++at;
    int hash = 0;
    while (at < end) {
      byte c = in[at];
      if (c == '"') {
        return plain(start, at++, hash);
      }
      if (c == '\\' || c < 0) {
        return unusual(start);
      }
      if (c < 0x20) {
        throw bad("a control character in a string");
      }
      hash = hash * 31 + c;
      at++;
    }
    throw bad("unexpected end of JSON input");
  }

  private RegoString plain(int start, int end, int hash) {
    int length = end - start;
    if (length > SHARED_LENGTH) {
      return RegoString.of(new String(in, start, length, StandardCharsets.ISO_8859_1));
    }
    int slot = RegoSet.spread(hash) & (strings.length - 1);
    RegoString known = strings[slot];
    if (known != null && stringHashes[slot] == hash && same(known.value(), start, length)) {
      return known;
    }
    RegoString fresh = RegoString.of(new String(in, start, length, StandardCharsets.ISO_8859_1));
    strings[slot] = fresh;
    stringHashes[slot] = hash;
    return fresh;
  }

  private boolean same(String known, int start, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != in[start + i]) {
        return false;
      }
    }
    return true;
  }

  /** A string with escapes or other characters than ASCII. Bad UTF-8 reads as U+FFFD, as in Go. */
  private RegoString unusual(int start) {
    at = start;
    int from = at;
    StringBuilder out = new StringBuilder();
    while (at < end) {
      byte c = in[at];
      if (c == '"') {
        run(out, from, at++);
        return RegoString.of(out.toString());
      }
      if (c == '\\') {
        run(out, from, at++);
        escape(out);
        from = at;
      } else if (c >= 0 && c < 0x20) {
        throw bad("a control character in a string");
      } else {
        at++;
      }
    }
    throw bad("unexpected end of JSON input");
  }

  private void run(StringBuilder out, int from, int to) {
    if (to > from) {
      out.append(new String(in, from, to - from, StandardCharsets.UTF_8));
    }
  }

  private void escape(StringBuilder out) {
    if (at >= end) {
      throw bad("unexpected end of JSON input");
    }
    byte c = in[at++];
    switch (c) {
      case '"', '\\', '/' -> out.append((char) c);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> unicode(out);
      default -> throw bad("invalid character in string escape code");
    }
  }

  private void unicode(StringBuilder out) {
    char unit = unit();
    if (Character.isHighSurrogate(unit) && at + 1 < end && in[at] == '\\' && in[at + 1] == 'u') {
      int back = at;
      at += 2;
      char low = unit();
      if (Character.isLowSurrogate(low)) {
        out.append(unit).append(low);
        return;
      }
      at = back;
    }
    out.append(Character.isSurrogate(unit) ? '\uFFFD' : unit);
  }

  private char unit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < end ? Character.digit(in[at], 16) : -1;
      if (digit < 0) {
        throw bad("invalid \\u escape");
      }
      unit = unit * 16 + digit;
      at++;
    }
    return (char) unit;
  }

  private RegoValue number() {
    int start = at;
    if (in[at] == '-') {
      at++;
    }
    int whole = at;
    digits();
    if (at - whole > 1 && in[whole] == '0') {
      at = whole + 1;
      throw bad("a number with a leading zero");
    }
    boolean plain = true;
    if (at < end && in[at] == '.') {
      plain = false;
      at++;
      digits();
    }
    if (at < end && (in[at] == 'e' || in[at] == 'E')) {
      plain = false;
      at++;
      if (at < end && (in[at] == '+' || in[at] == '-')) {
        at++;
      }
      digits();
    }
    if (plain && at - whole <= 18 && !(whole > start && in[whole] == '0')) {
      long number = 0;
      for (int i = whole; i < at; i++) {
        number = number * 10 + (in[i] - '0');
      }
      return RegoNumber.of(whole > start ? -number : number);
    }
    try {
      return RegoNumber.parse(new String(in, start, at - start, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException tooLarge) {
      throw bad("a number whose exponent is out of range");
    }
  }

  private void digits() {
    int start = at;
    while (at < end && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw bad(
          at < end
              ? "invalid character '" + (char) (in[at] & 0xff) + "' looking for beginning of value"
              : "unexpected end of JSON input");
    }
  }

  /** Compact JSON, with the escapes of Go's encoding/json. */
  static String write(RegoValue value) {
    StringBuilder out = new StringBuilder();
    write(value, out, true);
    return out.toString();
  }

  /** The JSON name that an object key gets: strings as they are, others as their JSON text. */
  static String key(RegoValue key) {
    return key instanceof RegoString text ? text.value() : write(key);
  }

  /** Writes compact JSON; html says whether {@code < > &} are escaped as Go's Marshal does. */
  static void write(RegoValue value, StringBuilder out, boolean html) {
    switch (value) {
      case RegoNull n -> out.append("null");
      case RegoBoolean bool -> out.append(bool.value());
      case RegoNumber number -> out.append(number.text());
      case RegoString text -> quote(text.value(), out, html);
      case RegoArray array -> items(array.items(), out, html);
      case RegoSet set -> items(set.sorted(), out, html);
      case RegoObject object -> members(object, out, html);
    }
  }

  private static void items(RegoValue[] items, StringBuilder out, boolean html) {
    out.append('[');
    for (int i = 0; i < items.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      write(items[i], out, html);
    }
    out.append(']');
  }

  private static void members(RegoObject object, StringBuilder out, boolean html) {
    if (object.size() > 0 && !(object.keyAt(0) instanceof RegoString)
        || object.size() > 1 && !(object.keyAt(object.size() - 1) instanceof RegoString)) {
      named(object, out, html);
      return;
    }
    out.append('{');
    for (int i = 0; i < object.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      quote(key(object.keyAt(i)), out, html);
      out.append(':');
      write(object.valueAt(i), out, html);
    }
    out.append('}');
  }

  /** Members in the order of their names, which other keys than strings get from their text. */
  private static void named(RegoObject object, StringBuilder out, boolean html) {
    TreeMap<String, RegoValue> byName = new TreeMap<>(RegoString::compare);
    object.forEach((key, value) -> byName.put(key(key), value));
    out.append('{');
    byName.forEach(
        (name, value) -> {
          out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
          quote(name, out, html);
          out.append(':');
          write(value, out, html);
        });
    out.append('}');
  }

  /** Whether the unit at this place is half of a character; else it is a byte of none. */
  private static boolean paired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  static void quote(String text, StringBuilder out, boolean html) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20
              || (html && (c == '<' || c == '>' || c == '&'))
              || c == 0x2028
              || c == 0x2029) {
            out.append("\\u").append(String.format("%04x", (int) c));
          } else if (Character.isSurrogate(c) && !paired(text, i)) {
            out.append("\\ufffd");
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
