package dev.esclusa.kustomize;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * How large and how deep a value is. Values share their parts, so a few steps that copy a value
 * into itself cost nothing, but what they stand for may be beyond any memory.
 */
final class Measure {
  private final long maxNodes;
  private final @Nullable Position place;
  private long nodes;

  private Measure(long maxNodes, @Nullable Position place) {
    this.maxNodes = maxNodes;
    this.place = place;
  }

  static long check(Value value, BuildLimits limits, @Nullable Position place) {
    Measure measure = new Measure(limits.nodes(), place);
    measure.count(value, 0);
    return measure.nodes;
  }

  private void count(Value value, int depth) {
    if (depth > BuildLimits.DEPTH) {
      throw BuildLimits.reached(place, "nested levels", BuildLimits.DEPTH);
    }
    if (++nodes > maxNodes) {
      throw BuildLimits.reached(place, "values in one object", maxNodes);
    }
    switch (value) {
      case Mapping mapping -> mapping.entries().values().forEach(item -> count(item, depth + 1));
      case Sequence sequence -> sequence.items().forEach(item -> count(item, depth + 1));
      case Value.Text text -> nodes += text.value().length() >> 6;
      case Value.Null n -> {}
      case Value.Bool b -> {}
      case Value.Num n -> {}
    }
  }
}
