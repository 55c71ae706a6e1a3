package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the parser stands: the current token, what went wrong so far, comments seen. All of it goes
 * back together when a reading does not work out.
 */
class Tokens {
  /** Readings of one source may try again, but not without end. */
  private static final long SCANS_PER_CHARACTER = 200;

  private static final int MAX_DEPTH = 400;

  /** A linked list that shares its tail, so that going back costs nothing. */
  record Chain<T>(T last, @Nullable Chain<T> earlier) {
    static <T> List<T> list(@Nullable Chain<T> chain) {
      Deque<T> all = new ArrayDeque<>();
      for (Chain<T> at = chain; at != null; at = at.earlier) {
        all.addFirst(at.last);
      }
      return new ArrayList<>(all);
    }

    /** What was added to the chain since it was this one, put on top of another. */
    static <T> @Nullable Chain<T> moved(
        @Nullable Chain<T> chain, @Nullable Chain<T> since, @Nullable Chain<T> onto) {
      Deque<T> added = new ArrayDeque<>();
      for (Chain<T> at = chain; at != null && at != since; at = at.earlier) {
        added.push(at.last);
      }
      Chain<T> moved = onto;
      for (T one : added) {
        moved = new Chain<>(one, moved);
      }
      return moved;
    }
  }

  /** A comment without its number sign. */
  record Comment(String text, int row, int column) {}

  /** Something wrong, where. */
  record Fault(String text, String fix, Position position) {}

  /** Everything that going back restores. */
  record State(
      Scanner.Mark mark,
      Map<String, Token> keywords,
      Token token,
      String text,
      int offset,
      int row,
      int column,
      int end,
      int lastEnd,
      boolean skippedLine,
      int wildcards,
      @Nullable Chain<Fault> faults,
      @Nullable Chain<Comment> comments) {}

  /** A term read before, null when that failed. */
  record Cached(@Nullable Term term, State before, State after) {}

  final String file;
  final String source;
  final RegoVersion version;
  final Scanner scanner;

  Token token = Token.END;
  String text = "";
  int offset;
  int row = 1;
  int column = 1;
  int end;
  int lastEnd;
  boolean skippedLine;

  private int wildcards;
  private @Nullable Chain<Fault> faults;
  private @Nullable Chain<Comment> comments;
  private Map<Long, Cached> cache = new HashMap<>();
  private int depth;
  private long scansLeft;

  Tokens(String file, String source, RegoVersion version) {
    this.file = file;
    this.source = source;
    this.version = version;
    this.scanner = new Scanner(source);
    this.scansLeft = 10_000 + SCANS_PER_CHARACTER * source.length();
  }

  Position here() {
    return at(row, column);
  }

  private Position at(int wantedRow, int wantedColumn) {
    return new Position(file, wantedRow, Math.max(1, wantedColumn));
  }

  State save() {
    return new State(
        scanner.mark(),
        scanner.keywords(),
        token,
        text,
        offset,
        row,
        column,
        end,
        lastEnd,
        skippedLine,
        wildcards,
        faults,
        comments);
  }

  void restore(State state) {
    scanner.back(state.mark);
    scanner.keywords(state.keywords);
    token = state.token;
    text = state.text;
    offset = state.offset;
    row = state.row;
    column = state.column;
    end = state.end;
    lastEnd = state.lastEnd;
    skippedLine = state.skippedLine;
    wildcards = state.wildcards;
    faults = state.faults;
    comments = state.comments;
  }

  /** The next token that is no space. */
  void scan() {
    scan(true);
  }

  /** The next token, spaces included: where a space ends a reference. */
  void scanSpace() {
    scan(false);
  }

  private void scan(boolean skipSpace) {
    if (token != Token.SPACE) {
      lastEnd = end;
      skippedLine = false;
    }
    while (true) {
      take(scanner.next());
      if (token == Token.SPACE) {
        skippedLine |= text.equals("\n");
        if (skipSpace) {
          continue;
        }
      }
      if (token != Token.COMMENT) {
        return;
      }
      comments = new Chain<>(new Comment(text, row, column), comments);
    }
  }

  void scanTemplate(boolean raw) {
    if (token != Token.SPACE) {
      lastEnd = end;
      skippedLine = false;
    }
    take(scanner.nextOfTemplate(raw));
  }

  private void take(Scanner.Scanned scanned) {
    if (--scansLeft < 0) {
      throw new TooDeep("the text can be read in too many ways");
    }
    token = scanned.token();
    text = scanned.text();
    offset = scanned.offset();
    end = scanned.end();
    row = scanned.row();
    column = scanned.column();
    for (String fault : scanner.faults()) {
      fault(here(), fault, "");
      token = Token.ILLEGAL;
    }
  }

  /** The kind of the token behind the current one, spaces counted; nothing moves. */
  Token peekSpace() {
    State state = save();
    scanSpace();
    Token next = token;
    restore(state);
    return next;
  }

  /** The kind of the token behind the current one and spaces; nothing moves. */
  Token peek() {
    State state = save();
    scan();
    Token next = token;
    restore(state);
    return next;
  }

  /** Goes where the same reading ended before; null when there was none. */
  @Nullable Cached cached() {
    Cached hit = cache.get(key(offset, token));
    if (hit == null) {
      return null;
    }
    Chain<Fault> faultsBefore = faults;
    Chain<Comment> commentsBefore = comments;
    restore(hit.after);
    faults = Chain.moved(hit.after.faults, hit.before.faults, faultsBefore);
    comments = Chain.moved(hit.after.comments, hit.before.comments, commentsBefore);
    return hit;
  }

  void cache(long key, State before, @Nullable Term term) {
    cache.putIfAbsent(key, new Cached(term, before, save()));
  }

  /** A keyword may be read as one, or as the name that starts a reference. */
  long key() {
    return key(offset, token);
  }

  private static long key(int offset, Token token) {
    return (long) offset << 8 | token.ordinal();
  }

  /** What was read will not be read again. */
  void forget() {
    cache = new HashMap<>();
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw new TooDeep("terms are nested deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  int nextWildcard() {
    return wildcards++;
  }

  void fault(Position position, String what, String fix) {
    faults = new Chain<>(new Fault(what, fix, position), faults);
  }

  void unexpected(String wanted) {
    unexpected(wanted, "");
  }

  /** Says that the current token does not belong here. */
  void unexpected(String wanted, String fix) {
    if (token == Token.ILLEGAL) {
      if (faults == null || !faults.last.position.equals(here())) {
        fault(here(), "this is no Rego token", fix);
      }
      return;
    }
    String kind = token.isKeyword() ? "keyword '" : "'";
    String seen =
        switch (token) {
          case IDENT, NUMBER -> token.text() + " '" + text + "'";
          case STRING, SPACE, END -> token.text();
          default -> kind + token.text() + "'";
        };
    fault(here(), "unexpected " + seen + (wanted.isEmpty() ? "" : ", wanted " + wanted), fix);
  }

  boolean hasFaults() {
    return faults != null;
  }

  List<Fault> faults() {
    return Chain.list(faults);
  }

  List<Comment> comments() {
    return Chain.list(comments);
  }

  /** A source that asks for more work or depth than any person writes. */
  static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooDeep(String message) {
      super(message, null, false, false);
    }
  }
}
