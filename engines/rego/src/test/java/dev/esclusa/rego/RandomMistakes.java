package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Writes modules as people do, with a slip here and there: unused variables, functions used as
 * values, comparisons that cannot hold, paths through rules, other packages and documents. Left out
 * is what OPA began to refuse after 1.20: {@code "a" in {1}}, paths into empty literals, numbers as
 * keys of an input that {@code with} replaces.
 */
final class RandomMistakes {
  private static final String[] PACKAGES = {"k.n", "k.z", "lib", "lib.text", "settings"};
  private static final String[] PATHS = {
    "data.settings.k.n",
    "data.docs.list",
    "data.docs.map",
    "data.docs",
    "data.unknown.path",
    "data.lib.names",
    "data.lib.text.short",
    "data.k.n.limits",
    "input.items",
    "input",
    "local"
  };
  private static final String[] CONSTANTS = {
    "1", "\"x\"", "true", "null", "[1, \"a\"]", "{\"k\": 1}", "{3, 1}"
  };

  private final RandomGenerator random;
  private final StringBuilder out = new StringBuilder();
  private int variables;

  private RandomMistakes(RandomGenerator random) {
    this.random = random;
  }

  static String module(RandomGenerator random) {
    RandomMistakes module = new RandomMistakes(random);
    module.write();
    return module.out.toString();
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private String fresh() {
    return "v" + variables++;
  }

  private void write() {
    out.append("package ").append(one(PACKAGES)).append("\n\n");
    if (random.nextInt(4) == 0) {
      out.append("import ").append(one("data.lib.names", "input.items", "data.docs")).append('\n');
    }
    int rules = 1 + random.nextInt(4);
    for (int i = 0; i < rules; i++) {
      rule();
    }
  }

  private void rule() {
    List<String> known = new ArrayList<>();
    String name = one("deny", "local", "names", "limits", "short", "helper");
    String body = body(known);
    String value = value(known);
    out.append(
        switch (random.nextInt(6)) {
          case 0 -> name + " := " + value + " if {\n" + body + "}\n";
          case 1 -> name + "[" + value(known) + "] := " + value + " if {\n" + body + "}\n";
          case 2 -> "f(x) := " + one("x", value) + " if {\n" + body + "}\n";
          case 3 -> "default " + name + " := " + one(CONSTANTS) + "\n";
          default -> name + " contains " + value + " if {\n" + body + "}\n";
        });
  }

  private String body(List<String> known) {
    StringBuilder body = new StringBuilder();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      body.append('\t').append(statement(known)).append('\n');
    }
    return body.toString();
  }

  private String statement(List<String> known) {
    String a = fresh();
    String b = fresh();
    String from = path(known);
    return switch (random.nextInt(11)) {
      case 0 -> {
        known.add(a);
        yield "some " + a + ", _ in " + from;
      }
      case 1 -> {
        known.addAll(List.of(a, b));
        yield "some " + a + ", " + b + " in " + from;
      }
      case 2 -> {
        String right = value(known);
        known.add(a);
        yield a + " := " + right;
      }
      case 3 -> {
        known.add(a);
        yield a + " := sprintf(\"%s %v\", [" + value(known.subList(0, known.size() - 1)) + "])";
      }
      case 4 -> "not " + from + "[" + value(known) + "]";
      case 5 -> value(known) + one(" == ", " != ", " < ") + value(known);
      case 6 -> "every " + a + " in " + from + " { " + a + one(" > ", " == ") + value(known) + " }";
      case 7 ->
          one("data.docs.list[0]", "local", "input.a in [1, 2]")
              + " with input.items as "
              + value(known);
      case 8 -> one("count", "startswith", "f", "is_string") + "(" + value(known) + ")";
      case 9 -> "[" + value(known) + ", " + a + "] = " + one(from, "[1, 2]", "[\"a\", 2]");
      default -> from + "[_]" + one("", ".name", "[0]") + " == " + value(known);
    };
  }

  private String path(List<String> known) {
    if (!known.isEmpty() && random.nextInt(3) == 0) {
      return one(known.toArray(String[]::new)) + one("", ".name", "[0]", "[_]");
    }
    return one(PATHS) + one("", "", ".a", "[0]", "[input.key]", "[" + fresh() + "]");
  }

  private String value(List<String> known) {
    if (!known.isEmpty() && random.nextInt(4) != 0) {
      return one(known.toArray(String[]::new));
    }
    String x = fresh();
    return switch (random.nextInt(7)) {
      case 0 -> one(CONSTANTS);
      case 1 -> path(known);
      case 2 -> "[" + x + " | some " + x + " in " + path(known) + "]";
      case 3 -> "{" + x + " | some " + x + ", _ in " + path(known) + "}";
      case 4 -> "count(" + path(known) + ")";
      case 5 -> "object.get(" + path(known) + ", " + one(CONSTANTS) + ", 0)";
      default -> one("f(1)", "f(input)", "upper(\"a\")", "1 + 2", "input.a");
    };
  }
}
