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
  private String packageName = "";
  private int names;

  private RandomPolicy(RandomGenerator random) {
    this.random = random;
  }

  static String module(RandomGenerator random, String packageName) {
    RandomPolicy policy = new RandomPolicy(random);
    policy.packageName = packageName;
    policy.out.append("package ").append(packageName).append("\n\n");
    policy.out.append("import input.items as things\n\n");
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
    switch (pick(14)) {
      case 7 -> nested(name);
      case 8 -> deep(name);
      case 9 -> defaultFunction(name);
      case 10 -> mocked(name);
      case 11 -> destructured(name);
      case 12 -> keyed(name);
      case 13 -> recursiveData(name);
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

  /** Comprehensions within comprehensions, over keys and values. */
  private void nested(String name) {
    String[] all = {
      "{k: [v | some v in things; v.id == k] | some k in {x.id | some x in things}}",
      "[{a: b | some a, b in t} | some t in things]",
      "{[i, j] | some i, t in things; some j, _ in t.tags}",
      "{x | some x in [{y | some y in {1, 2, {3}}}, set(), {1}]}",
      "[n | some i; t := things[i]; n := count([1 | things[_].size > t.size])]",
      "{p | walk(input, [p, true])}",
      "{s: i | some i in [1, \"1\", 1.0, {1}, [1]]; s := sprintf(\"%v\", [i])}",
      "[x | x := [1, {2}, {\"a\": 3}][_]]",
      "{x | x := {1: \"a\", \"1\": \"b\", true: \"c\", [1]: \"d\"}[_]}"
    };
    out.append(name).append(" := ").append(all[pick(all.length)]).append("\n\n");
  }

  /** References as heads, with variables at their end and in their middle. */
  private void deep(String name) {
    String x = fresh();
    String some = " if {\n\tsome " + x + " in things\n" + body(x) + "}\n\n";
    String[] all = {
      name + ".a[" + x + ".id] := count(" + x + ".tags)" + some,
      name + "[" + x + ".id].b := " + constant() + some,
      name + "[" + x + ".id].c[" + x + ".size] := " + x + ".name" + some,
      name + ".d[" + x + ".id] contains " + value(x) + some,
      name + "[" + x + ".id][" + x + ".name] contains " + x + ".size" + some,
      name + ".e.f := " + constant() + " if {\n" + body("") + "}\n\n",
      name + "[" + x + ".id] if {\n\tsome " + x + " in things\n" + body(x) + "}\n\n"
    };
    int first = pick(all.length);
    out.append(all[first]);
    if (first < 4 && random.nextBoolean()) {
      out.append(name).append(".z := ").append(constant()).append("\n\n");
    }
  }

  private void defaultFunction(String name) {
    String f = name + "_f";
    out.append("default ").append(f).append("(_) := ").append(constant()).append("\n\n");
    out.append(f).append("(x) := y if {\n\ty := x.size + ").append(pick(5)).append('\n');
    out.append("\tx.size > ").append(pick(60)).append("\n} else := x.name if {\n");
    out.append("\tx.id == ").append(pick(8)).append("\n} else := false if x.on\n\n");
    out.append(f).append("(\"red\") := 1\n\n");
    out.append(name).append(" := [[").append(f).append("(t), ").append(f);
    out.append("(t.name)] | some t in things]\n\n");
  }

  private void mocked(String name) {
    String rule = rules.isEmpty() ? "input.user" : rules.get(pick(rules.size()));
    String f = name + "_f";
    out.append(f).append("(x) := [x, \"mock\"]\n\n");
    out.append(name).append("_g(x) := [x, input.limit]\n\n");
    String data = "data." + packageName + ".";
    String[] all = {
      "x := upper(\"a\") with upper as " + f,
      "x := count(things) with count as 7",
      "x := " + name + "_g(1) with " + name + "_g as " + f + " with input.limit as 3",
      "x := " + name + "_g(2) with " + name + "_g as lower",
      "x := " + rule + " with input as {\"items\": [], \"limit\": " + pick(5) + "}",
      "x := " + rule + " with input.items as [{\"id\": 1, \"size\": 2, \"name\": \"n\"}]",
      "x := data.mock.a with data.mock as {\"a\": {\"b\": 1}} with data.mock.a.c as 2",
      "x := [y | some y in things; y.size > 3] with things as 3",
      "x := [" + rule + " | true] with " + (rules.isEmpty() ? "data.q" : data + rule) + " as 5",
      "x := input.a.b with input.a.b as 1 with input.a.c as 2",
      "x := input with input.limit as set()"
    };
    String one = all[pick(all.length)];
    out.append(name).append(" := x if ").append(one.contains("with things") ? all[5] : one);
    out.append("\n\n");
  }

  private void destructured(String name) {
    String[] all = {
      "[x, {\"k\": y}] = [input.limit, {\"k\": input.user}]",
      "[x, y] := [input.user, [input.limit]]",
      "{\"a\": x, \"b\": [_, y]} = {\"b\": [1, input.limit], \"a\": input.flags}",
      "[[x, 1], y] = [[input.limit, z], input.user]; z = 1",
      "[x | x = 1; y = 2] = a; y = a[_]; x = y",
      "x = things[y]; x.id == 1",
      "some x, y in {\"a\": 1, \"b\": {\"c\": 2}}",
      "some [x, y] in [[1, 2], [3, input.limit]]; x > 1",
      "some {\"id\": x, \"size\": y} in things",
      "x := input.items[y].name; y > 0",
      "every k, v in input.flags { is_string(k); is_boolean(v) }; x = 1; y = 2",
      "x = input.flags[y]",
      "not input.flags.c; x := $\"a{input.user}b{input.nope}c\"; y := 1",
      "x := {1, 2} | {input.limit}; y := {3} - x",
      "x := 7 % 4; y := -x + 2 * 3 / 4"
    };
    out.append(name).append(" contains [x, y] if {\n\t").append(all[pick(all.length)]);
    out.append("\n").append(random.nextBoolean() ? body("") : "").append("}\n\n");
  }

  /** Rules asked by key, and through a variable in the middle of a path. */
  private void keyed(String name) {
    String rule = rules.isEmpty() ? "input" : rules.get(pick(rules.size()));
    String[] all = {
      rule + "[k] = v",
      "v = " + rule + "[k][_]; k != v",
      "some k; v := " + rule + "[k]; not " + rule + "[v]",
      "v := data." + packageName + "[k]; k == \"" + rule + "\"",
      "some k, v in " + rule,
      "k := things[_].id; v := object.get(" + rule + ", k, \"none\")"
    };
    String query = all[pick(all.length)];
    if (query.startsWith("v := data.")) {
      query = all[0];
    }
    out.append(name).append(" contains [k, v] if {\n\t").append(query).append("\n}\n\n");
  }

  private void recursiveData(String name) {
    out.append(name).append("_p.x := 1\n\n").append(name).append("_p[y] := 2 if y := \"y\"\n\n");
    out.append(name).append("_q[k] contains v if some k, v in ").append(name).append("_p\n\n");
    out.append(name).append(" := [").append(name).append("_p, ").append(name).append("_q[\"");
    out.append(random.nextBoolean() ? "x" : "z").append("\"]]\n\n");
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
