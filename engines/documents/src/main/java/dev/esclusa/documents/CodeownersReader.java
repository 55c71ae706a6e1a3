package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who reviews what (GitHub Docs, "About code owners"): {@code rules}, each with pattern, owners,
 * comment and line number.
 */
final class CodeownersReader {
  private static final String IN_PATTERN = "*?./@_+-\\()";
  private static final String IN_OWNER = ".@/_%+-";
  private static final Pattern EMAIL =
      Pattern.compile("[A-Z0-9a-z._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,6}");
  private static final Pattern TEAM = Pattern.compile("@[a-zA-Z0-9-]+/[a-zA-Z0-9_-]+");
  private static final Pattern USER = Pattern.compile("@[a-zA-Z0-9_-]+");

  private final SourceText source;

  CodeownersReader(SourceText source) {
    this.source = source;
  }

  Value read() {
    List<Value> rules = new ArrayList<>();
    int number = 0;
    for (String line : source.text().split("\r?\n", -1)) {
      number++;
      String said = line.strip();
      if (!said.isEmpty() && said.charAt(0) != '#') {
        rules.add(rule(number, said));
      }
    }
    return Value.mapping("rules", rules.isEmpty() ? Value.NULL : Value.of(rules));
  }

  private Value rule(int number, String line) {
    int comment = line.indexOf('#');
    String said = comment < 0 ? line : line.substring(0, comment);
    int end = endOfPattern(said);
    String pattern = said.substring(0, end);
    check(number, pattern, IN_PATTERN + " \t");
    List<Value> owners = new ArrayList<>();
    for (String owner : said.substring(end).strip().split("[ \t]+")) {
      if (!owner.isEmpty()) {
        check(number, owner, IN_OWNER);
        owners.add(owner(number, owner));
      }
    }
    return Value.mapping(
        "comment",
        comment < 0 ? "" : line.substring(comment + 1).strip(),
        "lineNumber",
        number,
        "owners",
        Value.of(owners),
        "pattern",
        pattern);
  }

  /** At the first space without a backslash before it. */
  private static int endOfPattern(String line) {
    int at = 0;
    while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, line.length());
  }

  private void check(int number, String text, String marks) {
    for (char c : text.toCharArray()) {
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && marks.indexOf(c) < 0) {
        throw source.wrongLine(
            number, "'" + c + "' cannot stand in '" + text + "'.", "Write it without.");
      }
    }
  }

  private Value owner(int number, String text) {
    if (EMAIL.matcher(text).matches()) {
      return Value.mapping("type", "email", "value", text);
    }
    if (TEAM.matcher(text).matches()) {
      return Value.mapping("type", "team", "value", text.substring(1));
    }
    if (USER.matcher(text).matches()) {
      return Value.mapping("type", "username", "value", text.substring(1));
    }
    throw source.wrongLine(
        number, "'" + text + "' is no owner.", "Write an address, @user or @organization/team.");
  }
}
