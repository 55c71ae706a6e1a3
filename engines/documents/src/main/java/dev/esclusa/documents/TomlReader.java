package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TOML 1.0 (https://toml.io/en/v1.0.0). Dates and times become text, as {@link TomlTime} says. */
final class TomlReader {
  private final SourceText source;
  private final TomlScalars scalars;
  private final String in;
  private int at;
  private int depth;

  TomlReader(SourceText source) {
    this.source = source;
    this.in = source.text();
    this.scalars = new TomlScalars(source);
  }

  /** A table while it grows. */
  private static final class Table {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Had a header of its own: no second one may come. */
    private boolean headed;

    /** Made by a dotted key: headers may not open it. */
    private boolean dotted;

    /** Written as a value: nothing may be added. */
    private boolean closed;

    Value value() {
      Map<String, Value> values = new LinkedHashMap<>();
      members.forEach((key, member) -> values.put(key, TomlReader.value(member)));
      return Value.of(values);
    }
  }

  /** {@code [[a]]}: the tables of a list, each with a header. */
  private record Tables(List<Table> items) {}

  private static Value value(Object member) {
    return switch (member) {
      case Table table -> table.value();
      case Tables tables ->
          Value.sequence(tables.items().stream().map(Table::value).toArray(Value[]::new));
      case Value value -> value;
      default -> throw new IllegalStateException("no part of TOML: " + member.getClass());
    };
  }

  Value read() {
    Table root = new Table();
    Table here = root;
    for (blanks(); at < in.length(); blanks()) {
      if (in.charAt(at) == '[') {
        here = header(root);
      } else {
        pair(here);
      }
      lineEnd();
    }
    return root.value();
  }

  private Table header(Table root) {
    int start = at;
    boolean list = in.startsWith("[[", at);
    at += list ? 2 : 1;
    List<String> path = path();
    String close = list ? "]]" : "]";
    if (!in.startsWith(close, at)) {
      throw wanted("'" + close + "'");
    }
    at += close.length();
    Table parent = root;
    for (String key : path.subList(0, path.size() - 1)) {
      parent = inside(parent, key, start);
    }
    String last = path.getLast();
    return list ? another(parent, last, start) : opened(parent, last, start);
  }

  /** The table on the way of a header; the last one of a list. */
  private Table inside(Table parent, String key, int start) {
    Object member = parent.members.computeIfAbsent(key, k -> new Table());
    if (member instanceof Tables tables) {
      return tables.items().getLast();
    }
    if (member instanceof Table table && !table.closed) {
      return table;
    }
    throw taken(key, start);
  }

  private Table opened(Table parent, String key, int start) {
    Object member = parent.members.computeIfAbsent(key, k -> new Table());
    if (member instanceof Table table && !table.headed && !table.dotted && !table.closed) {
      table.headed = true;
      return table;
    }
    throw taken(key, start);
  }

  private Table another(Table parent, String key, int start) {
    Object member = parent.members.computeIfAbsent(key, k -> new Tables(new ArrayList<>()));
    if (member instanceof Tables tables) {
      Table next = new Table();
      next.headed = true;
      tables.items().add(next);
      return next;
    }
    throw taken(key, start);
  }

  private DocumentException taken(String key, int start) {
    return source.wrong(
        start, "'" + key + "' is defined already.", "Write it once, or give it another name.");
  }

  private void pair(Table table) {
    int start = at;
    List<String> path = path();
    if (at >= in.length() || in.charAt(at) != '=') {
      throw wanted("'='");
    }
    at++;
    spaces();
    Object value = value();
    Table holder = table;
    for (String key : path.subList(0, path.size() - 1)) {
      Object member = holder.members.get(key);
      if (member == null) {
        Table made = new Table();
        made.dotted = true;
        holder.members.put(key, made);
        holder = made;
      } else if (member instanceof Table inner && inner.dotted) {
        holder = inner;
      } else {
        throw taken(key, start);
      }
    }
    if (holder.members.putIfAbsent(path.getLast(), value) != null) {
      throw taken(path.getLast(), start);
    }
  }

  /** {@code a."b c".d}, with the spaces after it. */
  private List<String> path() {
    List<String> path = new ArrayList<>();
    while (true) {
      spaces();
      path.add(key());
      spaces();
      if (at >= in.length() || in.charAt(at) != '.') {
        return path;
      }
      at++;
    }
  }

  private String key() {
    if (at < in.length() && (in.charAt(at) == '"' || in.charAt(at) == '\'')) {
      if (in.startsWith("\"\"\"", at) || in.startsWith("'''", at)) {
        throw source.wrong(at, "A key cannot have several lines.", "Use one pair of quotes.");
      }
      String key = scalars.string(at);
      at = scalars.end();
      return key;
    }
    int start = at;
    while (at < in.length() && bare(in.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wanted("a key");
    }
    return in.substring(start, at);
  }

  private static boolean bare(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }

  private Object value() {
    source.checkDepth(at, ++depth);
    Object value =
        switch (at < in.length() ? in.charAt(at) : '\n') {
          case '[' -> array();
          case '{' -> inlineTable();
          default -> {
            Value scalar = scalars.read(at);
            at = scalars.end();
            yield scalar;
          }
        };
    depth--;
    return value;
  }

  private Value array() {
    List<Value> items = new ArrayList<>();
    at++;
    for (blanks(); !next(']'); blanks()) {
      items.add(value(value()));
      blanks();
      if (next(',')) {
        continue;
      }
      if (next(']')) {
        break;
      }
      throw wanted("',' or ']'");
    }
    return Value.sequence(items.toArray(Value[]::new));
  }

  private Table inlineTable() {
    Table table = new Table();
    at++;
    spaces();
    if (!next('}')) {
      do {
        spaces();
        pair(table);
        spaces();
      } while (next(','));
      if (!next('}')) {
        throw wanted("',' or '}'");
      }
    }
    close(table, new HashSet<>());
    return table;
  }

  private static void close(Table table, Set<Table> seen) {
    table.closed = true;
    for (Object member : table.members.values()) {
      if (member instanceof Table inner && seen.add(inner)) {
        close(inner, seen);
      }
    }
  }

  private boolean next(char c) {
    boolean there = at < in.length() && in.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void spaces() {
    while (at < in.length() && (in.charAt(at) == ' ' || in.charAt(at) == '\t')) {
      at++;
    }
  }

  /** Spaces, line ends and comments. */
  private void blanks() {
    for (spaces(); at < in.length(); spaces()) {
      char c = in.charAt(at);
      if (c == '#') {
        comment();
      } else if (c == '\n' || in.startsWith("\r\n", at)) {
        at += c == '\n' ? 1 : 2;
      } else {
        return;
      }
    }
  }

  private void comment() {
    while (at < in.length() && in.charAt(at) != '\n') {
      at++;
    }
  }

  private void lineEnd() {
    spaces();
    if (at < in.length() && in.charAt(at) == '#') {
      comment();
    }
    if (at < in.length() && in.charAt(at) != '\n' && !in.startsWith("\r\n", at)) {
      throw wanted("the end of the line");
    }
  }

  private DocumentException wanted(String what) {
    return source.wrong(
        at,
        source.seen(at) + " stands where TOML wants " + what + ".",
        "See https://toml.io/en/v1.0.0.");
  }
}
