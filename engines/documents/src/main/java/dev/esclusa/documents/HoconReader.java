package dev.esclusa.documents;

import dev.esclusa.documents.HoconNode.Items;
import dev.esclusa.documents.HoconNode.Joined;
import dev.esclusa.documents.HoconNode.Members;
import dev.esclusa.documents.HoconNode.Nothing;
import dev.esclusa.documents.HoconNode.Substitution;
import dev.esclusa.documents.HoconNode.Word;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HOCON (github.com/lightbend/config, HOCON.md) but for {@code include}: objects that merge, paths
 * as keys, concatenation, {@code +=} and substitutions of what the file itself says.
 */
final class HoconReader {
  private static final String NOT_IN_WORDS = "$\"{}[]:=,+#`^?!@*&\\";

  private final SourceText source;
  private final String in;
  private int at;
  private int depth;

  HoconReader(SourceText source) {
    this.source = source;
    this.in = source.text();
  }

  Value read() {
    Members root = new Members();
    blanks(true);
    boolean braced = at < in.length() && in.charAt(at) == '{';
    at += braced ? 1 : 0;
    members(root, List.of(), braced);
    blanks(true);
    if (at < in.length()) {
      throw unexpected("the end of the file");
    }
    return new HoconValues(source, root).value();
  }

  private DocumentException unexpected(String wanted) {
    return source.wrong(
        at, "Found " + source.seen(at) + " where " + wanted + " is wanted.", "Mend the line.");
  }

  /** Spaces and comments; line ends too where they mean nothing. */
  private void blanks(boolean lines) {
    while (at < in.length()) {
      char c = in.charAt(at);
      if (c == '#' || in.startsWith("//", at)) {
        int end = in.indexOf('\n', at);
        at = end < 0 ? in.length() : end;
      } else if (c == '\n' ? lines : isSpace(c)) {
        at++;
      } else {
        return;
      }
    }
  }

  private static boolean isSpace(char c) {
    return c != '\n' && (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF');
  }

  private void members(Members into, List<String> base, boolean braced) {
    source.checkDepth(at, ++depth);
    while (true) {
      blanks(true);
      if (at >= in.length() || in.charAt(at) == '}') {
        break;
      }
      member(into, base);
      separator('}');
    }
    if (braced) {
      if (at >= in.length()) {
        throw unexpected("'}'");
      }
      at++;
    }
    depth--;
  }

  /** A comma or the end of the line, unless the bracket closes. */
  private void separator(char close) {
    blanks(false);
    if (at >= in.length() || in.charAt(at) == close) {
      return;
    }
    boolean line = in.charAt(at) == '\n';
    blanks(true);
    if (at < in.length() && in.charAt(at) == ',') {
      at++;
    } else if (!line) {
      throw unexpected("',' or the end of the line");
    }
  }

  private void member(Members into, List<String> base) {
    int start = at;
    List<String> path = path();
    if (path.equals(List.of("include")) && at < in.length() && in.charAt(at) == '"') {
      throw source.wrong(
          start, "Other files are not included here.", "Check the files one by one, or join them.");
    }
    blanks(true);
    boolean adds = in.startsWith("+=", at);
    if (adds) {
      at += 2;
    } else if (at < in.length() && (in.charAt(at) == '=' || in.charAt(at) == ':')) {
      at++;
    } else if (at >= in.length() || in.charAt(at) != '{') {
      throw unexpected("'=', ':' or '{' behind the key");
    }
    List<String> key = new ArrayList<>(base);
    key.addAll(path);
    source.checkDepth(start, key.size());
    HoconNode value = value(key);
    put(into, path, key, adds ? added(key, value) : value);
  }

  /** {@code a += b} is {@code a = ${?a} [b]}. */
  private static HoconNode added(List<String> key, HoconNode value) {
    return new Joined(
        key, List.of(new Substitution(key, true, 0), new Items(List.of(value))), null);
  }

  private static void put(Members into, List<String> path, List<String> key, HoconNode value) {
    Members here = into;
    for (int i = 0; i < path.size() - 1; i++) {
      HoconNode next = here.members().get(path.get(i));
      Members inside = new Members();
      if (next instanceof Members members) {
        inside = members;
      } else {
        List<String> above = key.subList(0, key.size() - path.size() + i + 1);
        here.members().put(path.get(i), merged(above, next, inside));
      }
      here = inside;
    }
    here.members().merge(path.getLast(), value, (before, now) -> merged(key, before, now));
  }

  /** The later one counts, but objects merge. */
  private static HoconNode merged(List<String> key, @Nullable HoconNode before, HoconNode now) {
    return switch (now) {
      case Members later when before instanceof Members earlier -> {
        later
            .members()
            .forEach(
                (name, value) ->
                    earlier
                        .members()
                        .merge(
                            name,
                            value,
                            (one, other) -> {
                              List<String> inside = new ArrayList<>(key);
                              inside.add(name);
                              return merged(inside, one, other);
                            }));
        yield earlier;
      }
      case Members later when before instanceof Joined ->
          new Joined(key, List.of(before, later), null);
      case Joined later -> new Joined(key, later.parts(), before);
      default -> now;
    };
  }

  private List<String> path() {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    while (at < in.length()) {
      char c = in.charAt(at);
      if (c == '"') {
        name.append(text());
        quoted = true;
      } else if (c == '.') {
        names.add(named(name, quoted));
        name.setLength(0);
        quoted = false;
        at++;
      } else if (c == '\n' || NOT_IN_WORDS.indexOf(c) >= 0 || in.startsWith("//", at)) {
        break;
      } else {
        name.append(c);
        at++;
        if (isSpace(c) && name.toString().strip().equals("include") && in.startsWith("\"", at)) {
          break;
        }
      }
    }
    names.add(named(name, quoted));
    return names;
  }

  private String named(StringBuilder name, boolean quoted) {
    String text = name.toString().strip();
    if (text.isEmpty() && !quoted) {
      throw unexpected("a key");
    }
    return text;
  }

  private HoconNode value(List<String> key) {
    blanks(true);
    List<HoconNode> parts = new ArrayList<>();
    int start = at;
    while (true) {
      int space = at;
      while (at < in.length() && isSpace(in.charAt(at))) {
        at++;
      }
      if (at >= in.length() || "\n,}]#".indexOf(in.charAt(at)) >= 0 || in.startsWith("//", at)) {
        break;
      }
      if (at > space && !parts.isEmpty()) {
        parts.add(new Word(in.substring(space, at), true));
      }
      parts.add(part(key));
    }
    if (parts.isEmpty()) {
      throw source.wrong(start, "The key has no value.", "Write one, \"\" for no text.");
    }
    HoconNode only = parts.getFirst();
    return parts.size() == 1 && !(only instanceof Substitution)
        ? only
        : new Joined(key, List.copyOf(parts), null);
  }

  private HoconNode part(List<String> key) {
    return switch (in.charAt(at)) {
      case '{' -> {
        at++;
        Members members = new Members();
        members(members, key, true);
        yield members;
      }
      case '[' -> items(key);
      case '"' -> new Word(text(), false);
      case '$' -> substitution();
      default -> word();
    };
  }

  private HoconNode items(List<String> key) {
    source.checkDepth(at++, ++depth);
    List<HoconNode> items = new ArrayList<>();
    while (true) {
      blanks(true);
      if (at >= in.length()) {
        throw unexpected("']'");
      }
      if (in.charAt(at) == ']') {
        at++;
        depth--;
        return new Items(items);
      }
      items.add(value(key));
      separator(']');
    }
  }

  private HoconNode word() {
    int start = at;
    while (at < in.length()
        && !isSpace(in.charAt(at))
        && in.charAt(at) != '\n'
        && NOT_IN_WORDS.indexOf(in.charAt(at)) < 0
        && !in.startsWith("//", at)) {
      at++;
    }
    if (at == start) {
      throw source.wrong(
          at, "Found " + source.seen(at) + " in a value.", "Put the text into quotes.");
    }
    String word = in.substring(start, at);
    return word.equals("null") ? new Nothing() : new Word(word, false);
  }

  private HoconNode substitution() {
    int start = at++;
    if (!in.startsWith("{", at)) {
      throw source.wrong(start, "Behind $ is no {.", "Put the text into quotes.");
    }
    at++;
    boolean optional = in.startsWith("?", at);
    at += optional ? 1 : 0;
    List<String> path = path();
    if (!in.startsWith("}", at)) {
      throw unexpected("'}' of the substitution");
    }
    at++;
    return new Substitution(path, optional, start);
  }

  private String text() {
    int start = at;
    if (in.startsWith("\"\"\"", at)) {
      int end = in.indexOf("\"\"\"", at + 3);
      if (end < 0) {
        throw source.wrong(start, "The text has no end.", "Write \"\"\" where it ends.");
      }
      while (in.startsWith("\"", end + 3)) {
        end++; // quotes before the last three belong to the text
      }
      at = end + 3;
      return in.substring(start + 3, end);
    }
    StringBuilder out = new StringBuilder();
    for (at++; at < in.length() && in.charAt(at) != '"' && in.charAt(at) != '\n'; ) {
      char c = in.charAt(at++);
      out.append(c == '\\' ? escaped() : c);
    }
    if (!in.startsWith("\"", at)) {
      throw source.wrong(start, "The text has no end.", "Write \" where it ends.");
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char c = at < in.length() ? in.charAt(at++) : ' ';
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> c;
      case 'u' -> {
        String hex = in.substring(at, Math.min(in.length(), at + 4));
        if (!hex.matches("[0-9a-fA-F]{4}")) {
          throw source.wrong(at - 2, "\\u needs four hex digits.", "Write them all.");
        }
        at += 4;
        yield (char) Integer.parseInt(hex, 16);
      }
      default ->
          throw source.wrong(
              at - 2, "\\" + c + " means nothing in a text.", "Write \\\\ for a \\.");
    };
  }
}
