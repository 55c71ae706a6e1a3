package dev.esclusa.terraform;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of a function that gives another value each time (Terraform documentation, "Functions":
 * {@code timestamp}, {@code plantimestamp}, {@code uuid}, {@code bcrypt}). Where its value is known
 * while planning, no two plans of one commit are equal.
 *
 * @param block {@code terraform_data.stamp}, {@code local}, {@code module.net}
 * @param attribute {@code input}
 */
public record VolatileCall(String function, String block, String attribute, Position position) {
  private static final String NAMES = "(plantimestamp|timestamp|uuid|bcrypt)";
  private static final Pattern IN_TEMPLATE =
      Pattern.compile("(?<![$%])[$%]\\{[^}]*?\\b" + NAMES + "\\s*\\(");
  private static final Pattern NAME = Pattern.compile(NAMES);

  /** Those in the files of a module or of several, by place. */
  public static List<VolatileCall> of(Map<String, byte[]> files) {
    List<VolatileCall> found = new ArrayList<>();
    new TreeMap<>(files)
        .forEach(
            (name, bytes) -> {
              if (name.endsWith(".tf") || name.endsWith(".tofu")) {
                of(HclFile.read(name, bytes).root(), "", found);
              }
            });
    return List.copyOf(found);
  }

  private static void of(HclBlock block, String within, List<VolatileCall> found) {
    new TreeMap<>(block.attributes())
        .forEach(
            (name, expression) ->
                functions(expression)
                    .forEach(
                        function ->
                            found.add(
                                new VolatileCall(function, within, name, expression.position()))));
    for (HclBlock inner : block.blocks()) {
      of(inner, within.isEmpty() ? name(inner) : within, found);
    }
  }

  private static String name(HclBlock block) {
    return switch (block.type()) {
      case "resource" -> block.label(0) + "." + block.label(1);
      case "data" -> "data." + block.label(0) + "." + block.label(1);
      case "locals" -> "local";
      case "output", "module", "variable", "provider" -> block.type() + "." + block.label(0);
      default -> block.type();
    };
  }

  private static TreeSet<String> functions(HclExpression expression) {
    TreeSet<String> found = new TreeSet<>();
    String text = expression.text();
    String last = "";
    for (HclToken token : new HclLexer(new HclSource("", text)).tokens()) {
      String source = text.substring(token.start(), token.end());
      switch (token.kind()) {
        case SPACE, NEWLINE, COMMENT, END -> {}
        case QUOTED, HEREDOC -> {
          Matcher called = IN_TEMPLATE.matcher(source);
          while (called.find()) {
            found.add(called.group(1));
          }
          last = "";
        }
        case OPEN -> {
          if (source.equals("(") && NAME.matcher(last).matches()) {
            found.add(last);
          }
          last = "";
        }
        case NAME -> last = source;
        case NUMBER, CLOSE, EQUALS, COMMA, SIGN -> last = "";
      }
    }
    return found;
  }

  /** {@code plantimestamp() in terraform_data.stamp input (main.tf:3:11)}. */
  public String words() {
    return function + "() in " + block + " " + attribute + " (" + position + ")";
  }
}
