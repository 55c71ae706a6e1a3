package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays recorded requests of several managers and compares each stored object, field owners
 * included.
 */
class RecordedTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static Stream<Golden> theApiServerStoresTheSame() {
    return Golden.in("recorded");
  }

  @ParameterizedTest
  @MethodSource
  void theApiServerStoresTheSame(Golden golden) {
    Value live = null;
    for (String part : golden.parts().keySet()) {
      String[] words = part.split(" ");
      if (words.length < 3) {
        continue; // an answer
      }
      Result result = run(live, words, golden.value(part));
      String step = golden.name() + ", step " + words[0];
      if (golden.has(words[0] + " refused")) {
        Value conflicts = golden.value(words[0] + " refused");
        if (!conflicts.equals(Value.sequence())) {
          assertThat(result.conflicts().asSequence().items())
              .as(step)
              .containsExactlyInAnyOrderElementsOf(conflicts.asSequence().items());
        }
      } else {
        assertThat(result.stored()).as(step + ": " + result.conflicts()).isNotNull();
        assertThat(Json.pretty(sorted(masked(result.stored()))))
            .as(step)
            .isEqualTo(Json.pretty(sorted(golden.value(words[0] + " stored"))));
        live = result.stored();
      }
    }
  }

  private record Result(@Nullable Value stored, Value conflicts) {}

  private static Result run(@Nullable Value live, String[] words, Value body) {
    ObjectSchema schema = ObjectSchema.of(live == null ? body : live);
    boolean status = Arrays.asList(words).contains("status");
    FieldManager manager = new FieldManager(words[2], status ? "status" : "");
    try {
      return switch (words[1]) {
        case "apply" -> apply(live, body, schema, manager, Arrays.asList(words).contains("force"));
        case "post", "put" -> update(live, body, schema, manager);
        case "merge" -> update(live, JsonMergePatch.patch(live, body), schema, manager);
        case "strategic" -> update(live, StrategicMerge.patch(live, body, schema), schema, manager);
        case "json" -> update(live, JsonPatch.patch(live, body), schema, manager);
        default -> throw new IllegalArgumentException(words[1]);
      };
    } catch (KubeException e) {
      return new Result(null, Value.sequence());
    }
  }

  private static Result apply(
      @Nullable Value live, Value body, ObjectSchema schema, FieldManager manager, boolean force) {
    ServerSideApply.OnConflict policy =
        force ? ServerSideApply.OnConflict.FORCE : ServerSideApply.OnConflict.FAIL;
    return switch (ServerSideApply.apply(live, body, schema, manager, policy, NOW)) {
      case ServerSideApply.Applied applied ->
          new Result(Defaults.apply(applied.object()), Value.sequence());
      case ServerSideApply.Conflicts refused ->
          new Result(
              null,
              new Value.Sequence(
                  refused.conflicts().stream()
                      .map(one -> (Value) Value.of(one.message() + " " + one.path()))
                      .toList()));
    };
  }

  private static Result update(
      @Nullable Value live, Value body, ObjectSchema schema, FieldManager manager) {
    Value.Mapping kept = body.asMapping().without("status");
    if (manager.subresource().equals("status")) {
      kept = live.asMapping().with("status", body.at("status"));
    } else if (live != null && live.at("status") != null) {
      kept = kept.with("status", live.at("status"));
    }
    return new Result(
        ServerSideApply.recordUpdate(live, Defaults.apply(kept), schema, manager, NOW),
        Value.sequence());
  }

  private static Value masked(Value object) {
    Value masked = object;
    for (String name :
        List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "finalizers")) {
      masked = masked.without(Pointer.of("spec", name));
    }
    return masked;
  }

  /** Key order and the order of entries of one second are no difference. */
  private static Value sorted(Value value) {
    Value here = value;
    if (here.at("metadata", "managedFields") instanceof Value.Sequence(List<Value> entries)) {
      List<Value> masked =
          entries.stream()
              .map(
                  entry ->
                      entry.at("time") == null
                          ? entry
                          : entry.asMapping().with("time", Value.of("T")))
              .map(RecordedTest::keySorted)
              .sorted(Comparator.comparing(Value::toString))
              .toList();
      here = here.with(Pointer.of("metadata", "managedFields"), new Value.Sequence(masked));
    }
    return keySorted(here);
  }

  private static Value keySorted(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> {
        Value.Mapping out = Value.mapping();
        for (String key : mapping.keys().stream().sorted().toList()) {
          out = out.with(key, keySorted(mapping.get(key)));
        }
        yield out;
      }
      case Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(RecordedTest::keySorted).toList());
      default -> value;
    };
  }
}
