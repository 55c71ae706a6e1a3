package dev.esclusa.bench;

import dev.esclusa.rego.PolicyPack;
import dev.esclusa.rego.PreparedQuery;
import dev.esclusa.rego.Question;
import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A policy with what it is asked.
 *
 * @param answer path of the document that is asked for: {@code data.rbac.allow}
 * @param data JSON of the base documents; absent when there are none
 * @param input JSON of one question
 */
record RegoWorkload(
    String name, String answer, String policy, byte @Nullable [] data, byte[] input) {

  PreparedQuery prepared() {
    PolicyPack.Builder pack = PolicyPack.builder().module("policy.rego", policy);
    if (data != null) {
      pack.data((RegoObject) RegoJson.read(data));
    }
    return pack.compile().prepare("answer := " + answer);
  }

  /** What the policy answers; nothing where it is undefined. */
  static @Nullable RegoValue ask(PreparedQuery query, RegoValue input) {
    var solutions = query.solutions(Question.of(input));
    Map<String, RegoValue> first = solutions.isEmpty() ? Map.of() : solutions.getFirst();
    return first.get("answer");
  }

  /** The files that another program reads: policy.rego, input.json and, with data, data.json. */
  Path writtenTo(Path folder) throws java.io.IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Files.writeString(own.resolve("policy.rego"), policy);
    Files.write(own.resolve("input.json"), input);
    if (data != null) {
      Files.write(own.resolve("data.json"), Objects.requireNonNull(data));
    }
    return own;
  }
}
