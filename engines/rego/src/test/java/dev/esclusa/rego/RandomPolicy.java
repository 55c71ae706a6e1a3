package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Writes well-formed modules from a seeded grammar: every module is accepted, each rule is asked.
 */
final class RandomPolicy {
  private final RandomGenerator random;
  private final List<String> rules = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();
  private int names;

  private RandomPolicy(RandomGenerator random) {
    this.random = random;
  }

  static String module(RandomGenerator random, String packageName) {
    RandomPolicy policy = new RandomPolicy(random);
    policy.out.append("package ").append(packageName).append("\n\n");
    int count = 2 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      policy.rule("r" + i);
    }
    return policy.out.toString();
  }

  static String input(RandomGenerator random) {
    StringBuilder out = new StringBuilder("{\"items\":[");
    int count = 3 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ",").append("{\"id\":").append(random.nextInt(8));
      if (random.nextInt(4) > 0) {
        out.append(",\"name\":\"").append(word(random)).append('"');
      }
      if (random.nextInt(3) > 0) {
        out.append(",\"tags\":[\"").append(word(random)).append("\",\"").append(word(random));
        out.append("\"]");
      }
      if (random.nextInt(3) > 0) {
        out.append(",\"on\":").append(random.nextBoolean());
      }
      out.append(",\"size\":").append(random.nextInt(100) / (random.nextInt(4) == 0 ? 10.0 : 1));
      out.append('}');
    }
    out.append("],\"user\":\"").append(word(random)).append("\",\"limit\":");
    return out.append(random.nextInt(60)).append(",\"flags\":{\"a\":true,\"b\":false}}").toString();
  }

  private static String word(RandomGenerator random) {
    String[] words = {"red", "green", "blue", "dev", "prod", "é", "", "a.b"};
    return words[random.nextInt(words.length)];
  }

  private String fresh() {
    return "v" + names++;
  }

  private int pick(int bound) {
    return random.nextInt(bound);
  }

  private void rule(String name) {
    switch (pick(7)) {
      case 0 -> complete(name);
      case 1, 2 -> set(name);
      case 3 -> object(name);
      case 4 -> out.append(name).append(" := ").append(comprehension("")).append("\n\n");
      case 5 -> function(name);
      default -> chain(name);
    }
    if (out.indexOf(name + "(") < 0) {
      rules.add(name);
    }
  }

  private void complete(String name) {
    if (random.nextBoolean()) {
      out.append("default ").append(name).append(" := ").append(constant()).append("\n\n");
    }
    out.append(name).append(" if {\n").append(body("")).append("}\n\n");
  }

  private void set(String name) {
    int times = 1 + pick(2);
    for (int i = 0; i < times; i++) {
      String element = fresh();
      out.append(name).append(" contains ").append(value(element)).append(" if {\n");
      out.append("\tsome ").append(element).append(" in input.items\n");
      out.append(body(element)).append("}\n\n");
    }
  }

  private void object(String name) {
    String element = fresh();
    out.append(name).append("[k] := n if {\n\tsome ").append(element).append(" in input.items\n");
    out.append("\tk := ").append(element).append(".id\n");
    out.append("\tn := count([1 | some y in input.items; y.id == k; y.size < ");
    out.append(pick(80)).append("])\n").append(body(element)).append("}\n\n");
  }

  private void function(String name) {
    out.append(name).append("_f(x) := \"big\" if x.size > ").append(pick(60)).append("\n\n");
    out.append(name).append("_f(x) := \"small\" if x.size <= 0\n\n");
    String element = fresh();
    out.append(name).append(" contains [").append(element).append(".id, y] if {\n\tsome ");
    out.append(element).append(" in input.items\n\ty := ").append(name).append("_f(");
    out.append(element).append(")\n}\n\n");
  }

  private void chain(String name) {
    out.append(name).append(" := ").append(constant()).append(" if {\n").append(body(""));
    out.append("} else := ").append(constant()).append(" if {\n").append(body(""));
    out.append("} else := ").append(constant()).append("\n\n");
  }

  private String constant() {
    String[] all = {
      "1", "2.5", "\"x\"", "true", "false", "null", "[1, \"a\"]", "{\"k\": 1}", "{3, 1}"
    };
    return all[pick(all.length)];
  }

  /** Something of an element, or of the input when there is none. */
  private String value(String element) {
    if (element.isEmpty()) {
      String[] all = {
        "input.user", "input.limit", "count(input.items)", "input.flags.a", constant()
      };
      return all[pick(all.length)];
    }
    String[] all = {
      element + ".id",
      element + ".name",
      element + ".size",
      "count(" + element + ".tags)",
      "[" + element + ".id, " + element + ".name]",
      "{\"id\": " + element + ".id, \"on\": " + element + ".on}",
      "upper(" + element + ".name)",
      element + ".size * 2 + " + pick(9),
      "sprintf(\"%v-%s\", [" + element + ".id, " + element + ".name])"
    };
    return all[pick(all.length)];
  }

  /** A value of which the type checker knows nothing: comparable with everything. */
  private String plain(String element) {
    String[] all =
        element.isEmpty()
            ? new String[] {"input.user", "input.limit", "input.flags.a", "input.items[0].size"}
            : new String[] {element + ".id", element + ".name", element + ".size", element + ".on"};
    return all[pick(all.length)];
  }

  private String body(String element) {
    StringBuilder body = new StringBuilder();
    int count = 1 + pick(3);
    for (int i = 0; i < count; i++) {
      body.append('\t').append(condition(element)).append('\n');
    }
    return body.toString();
  }

  private String condition(String element) {
    String other = fresh();
    String any = "some " + other + " in input.items; ";
    String[] operators = {"==", "!=", "<", "<=", ">", ">="};
    String operator = operators[pick(operators.length)];
    return switch (pick(10)) {
      case 0 -> plain(element) + " " + operator + " " + value(element);
      case 1 -> any + plain(other) + " " + operator + " " + value(element);
      case 2 -> "not " + plain(element) + " == " + constant();
      case 3 -> "every " + other + " in input.items { " + other + ".size < " + pick(120) + " }";
      case 4 -> plain(element) + " in " + comprehension(element);
      case 5 ->
          rules.isEmpty() ? "true" : "count([1 | " + rules.get(pick(rules.size())) + "]) >= 0";
      case 6 -> any + other + ".id == " + pick(8);
      case 7 -> "{a | a := input.items[_].id} & {1, 2, 3, " + pick(9) + "} != set()";
      case 8 ->
          rules.isEmpty()
              ? "input.limit > 3"
              : "not " + rules.get(pick(rules.size())) + " with input.limit as " + pick(9);
      default -> "[_, " + other + "] = [1, " + value(element) + "]";
    };
  }

  private String comprehension(String element) {
    String x = fresh();
    String where =
        "some " + x + " in input.items; " + condition(random.nextBoolean() ? x : element);
    return switch (pick(3)) {
      case 0 -> "[" + value(x) + " | " + where + "]";
      case 1 -> "{" + value(x) + " | " + where + "}";
      default -> "{" + x + ".id: n | some " + x + " in input.items; n := " + x + ".id + 1}";
    };
  }
}
