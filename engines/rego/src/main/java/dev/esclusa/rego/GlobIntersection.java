package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Whether two simple expressions ({@code .}, {@code [a-z]}, {@code +}, {@code *}) match a common
 * text. Gives the answers of the glob-intersection library that OPA uses, in polynomial time: what
 * was found not to fit is remembered.
 */
final class GlobIntersection {
  private enum Flag {
    NONE,
    PLUS,
    STAR
  }

  /** One character, any ({@code set} null), or one of a set; how often it may come. */
  private record Token(@org.jspecify.annotations.Nullable BitSet set, boolean single, Flag flag) {
    boolean meets(Token other) {
      if (set == null || other.set == null) {
        return true;
      }
      return set.intersects(other.set);
    }

    boolean same(Token other) {
      return single == other.single && java.util.Objects.equals(set, other.set);
    }

    Token with(Flag changed) {
      return new Token(set, single, changed);
    }
  }

  private final List<Token> left;
  private final List<Token> right;
  private final TextLimit limit;
  private final BitSet failed = new BitSet();
  private int steps;

  private GlobIntersection(List<Token> left, List<Token> right, TextLimit limit) {
    this.left = left;
    this.right = right;
    this.limit = limit;
  }

  static boolean exists(String left, String right, TextLimit limit) {
    return new GlobIntersection(
            simplified(new Reader(left).tokens()), simplified(new Reader(right).tokens()), limit)
        .normal(0, 0);
  }

  /** Both walk on together while no token repeats. */
  private boolean normal(int i, int j) {
    while (i < left.size() && j < right.size()) {
      limit.reached(++steps);
      Token a = left.get(i);
      Token b = right.get(j);
      if (a.flag != Flag.NONE || b.flag != Flag.NONE) {
        return repeating(i, j);
      }
      if (!a.meets(b)) {
        return false;
      }
      i++;
      j++;
    }
    return i == left.size() && j == right.size();
  }

  private boolean repeating(int i, int j) {
    int key = i * (right.size() + 1) + j;
    if (failed.get(key)) {
      return false;
    }
    boolean leads = left.get(i).flag != Flag.NONE;
    Flag flag = leads ? left.get(i).flag : right.get(j).flag;
    boolean found = flag == Flag.PLUS ? plus(i, j, leads) : star(i, j, leads);
    if (!found) {
      failed.set(key);
    }
    return found;
  }

  private boolean plus(int i, int j, boolean leads) {
    Token repeated = leads ? left.get(i) : right.get(j);
    Token other = leads ? right.get(j) : left.get(i);
    if (!repeated.meets(other)) {
      return false;
    }
    if (leads ? star(i, j + 1, true) : star(i + 1, j, false)) {
      return true;
    }
    return other.flag != Flag.NONE && (leads ? normal(i + 1, j) : normal(i, j + 1));
  }

  /** The repeated token takes tokens of the other side until the rest fits. */
  private boolean star(int i, int j, boolean leads) {
    List<Token> others = leads ? right : left;
    List<Token> own = leads ? left : right;
    int place = leads ? i : j;
    Token repeated = own.get(place);
    boolean last = place + 1 == own.size();
    for (int k = leads ? j : i; k < others.size(); k++) {
      limit.reached(++steps);
      Token other = others.get(k);
      if (!last
          && other.meets(own.get(place + 1))
          && (leads ? normal(i + 1, k) : normal(k, j + 1))) {
        return true;
      }
      if (!other.meets(repeated)) {
        return false;
      }
    }
    return last;
  }

  private static List<Token> simplified(List<Token> tokens) {
    List<Token> out = new ArrayList<>();
    for (Token token : tokens) {
      Token latest = out.isEmpty() ? null : out.getLast();
      if (latest != null
          && token.flag != Flag.NONE
          && latest.flag != Flag.NONE
          && token.same(latest)) {
        boolean plus = token.flag == Flag.PLUS || latest.flag == Flag.PLUS;
        out.set(out.size() - 1, latest.with(plus ? Flag.PLUS : Flag.STAR));
      } else {
        out.add(token);
      }
    }
    return out;
  }

  /** Reads the tokens of one expression. */
  private static final class Reader {
    private final int[] input;
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
      this.input = text.codePoints().toArray();
    }

    List<Token> tokens() {
      List<Token> out = new ArrayList<>();
      while (at < input.length) {
        out.add(flagged(token()));
      }
      return out;
    }

    private Token token() {
      int c = input[at];
      if (c == '\\') {
        return character(escaped());
      }
      at++;
      return switch (c) {
        case '.' -> new Token(null, false, Flag.NONE);
        case '[' -> set();
        case ']' -> throw bad("set-close ']' with no preceding '['");
        case '+', '*' ->
            throw bad("flag '" + Character.toString(c) + "' must be preceded by a non-flag");
        default -> character(c);
      };
    }

    private Token flagged(Token token) {
      if (at < input.length && (input[at] == '+' || input[at] == '*')) {
        return token.with(input[at++] == '+' ? Flag.PLUS : Flag.STAR);
      }
      return token;
    }

    private static Token character(int c) {
      BitSet set = new BitSet();
      set.set(c);
      return new Token(set, true, Flag.NONE);
    }

    private int escaped() {
      if (at == input.length - 1) {
        throw bad("input ends with a \\ (escape) character");
      }
      at += 2;
      return input[at - 1];
    }

    private Token set() {
      BitSet set = new BitSet();
      int previous = -1;
      while (at < input.length) {
        int c = input[at];
        if (c == '\\') {
          previous = escaped();
          set.set(previous);
          continue;
        }
        at++;
        if (c == ']') {
          return new Token(set, false, Flag.NONE);
        }
        if (c == '-') {
          span(set, previous);
          previous = -1;
        } else {
          set.set(c);
          previous = c;
        }
      }
      throw bad("found [ without matching ]");
    }

    private void span(BitSet set, int low) {
      if (low < 0) {
        throw bad("range character '-' must be preceded by a Unicode character");
      }
      if (at >= input.length - 1) {
        throw bad("range character '-' must be followed by a Unicode character");
      }
      int high = input[at];
      if (high == '\\') {
        high = escaped();
      } else {
        at++;
        if (high == ']' || high == '-') {
          throw bad("range character '-' cannot be followed by a special symbol");
        }
      }
      if (high < low) {
        throw bad(
            "range is out of order: '%s' comes before '%s' in Unicode"
                .formatted(Character.toString(high), Character.toString(low)));
      }
      set.set(low, high + 1);
    }

    private BuiltinFailure bad(String reason) {
      return new BuiltinFailure(
          "input:" + text + ", pos:" + at + ", " + reason + ": the input provided is invalid");
    }
  }
}
