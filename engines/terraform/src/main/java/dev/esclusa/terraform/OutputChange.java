package dev.esclusa.terraform;

import dev.esclusa.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code output_changes}; the values are no part of {@code toString}.
 *
 * @param unknown what becomes known only by an apply
 */
public record OutputChange(
    String name,
    Step step,
    List<String> actions,
    @Nullable Value before,
    @Nullable Value after,
    Mask unknown,
    Mask sensitiveBefore,
    Mask sensitiveAfter) {
  public OutputChange {
    actions = List.copyOf(actions);
  }

  /** What either mask of the plan marks. */
  public Mask sensitive() {
    return sensitiveBefore.or(sensitiveAfter);
  }

  @Override
  public String toString() {
    return "output." + name + ": " + actions;
  }
}
