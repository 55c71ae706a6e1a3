package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The simple JSONPaths of printer columns: {@code .spec.replicas}, {@code
 * .status.conditions[?(@.type=="Ready")].status}, {@code .metadata.annotations.a\.b/c}, {@code
 * .spec.items[0]}, {@code .spec.items[*].name}.
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:[^.\\[\\\\]|\\\\.)+)|\\['([^']*)'\\]|\\[(\\d+|\\*)\\]"
              + "|\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

  private final List<UnaryOperator<Stream<Value>>> steps;

  private JsonPath(List<UnaryOperator<Stream<Value>>> steps) {
    this.steps = steps;
  }

  static JsonPath parse(String text) {
    List<UnaryOperator<Stream<Value>>> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text.startsWith(".") || text.startsWith("[") ? text : "." + text);
    while (step.find()) {
      String field =
          step.group(1) != null ? step.group(1).replaceAll("\\\\(.)", "$1") : step.group(2);
      if (field != null) steps.add(values -> values.flatMap(value -> field(value, field)));
      else if (step.group(3) != null) steps.add(items(step.group(3)));
      else steps.add(filter(step.group(4), step.group(5)));
    }
    return new JsonPath(steps);
  }

  /** The only thing found, or the first of several. */
  @Nullable Value find(Value root) {
    Stream<Value> here = Stream.of(root);
    for (UnaryOperator<Stream<Value>> step : steps) here = step.apply(here);
    return here.findFirst().orElse(null);
  }

  private static Stream<Value> field(Value value, String name) {
    Value found = value instanceof Mapping mapping ? mapping.get(name) : null;
    return found == null ? Stream.empty() : Stream.of(found);
  }

  private static UnaryOperator<Stream<Value>> items(String index) {
    return values ->
        values.flatMap(
            value -> {
              if (!(value instanceof Sequence sequence)) return Stream.empty();
              return index.equals("*")
                  ? sequence.items().stream()
                  : sequence.items().stream().skip(Long.parseLong(index)).limit(1);
            });
  }

  private static UnaryOperator<Stream<Value>> filter(String field, String wanted) {
    return values ->
        values
            .flatMap(
                value ->
                    value instanceof Sequence sequence ? sequence.items().stream() : Stream.empty())
            .filter(item -> wanted.equals(item.text(field.split("\\."))));
  }
}
