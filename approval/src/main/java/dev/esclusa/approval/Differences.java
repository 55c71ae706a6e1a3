package dev.esclusa.approval;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first thing in which a binding is not what it should be. */
final class Differences {
  private Differences() {}

  /**
   * @param seen what the binding says
   * @param wanted what the change says
   */
  record Difference(String field, String seen, String wanted) {
    @Override
    public String toString() {
      return field + " is " + seen + " in the approval and " + wanted + " in the change";
    }
  }

  static Optional<Difference> of(String field, @Nullable Object seen, @Nullable Object wanted) {
    return Objects.equals(seen, wanted)
        ? Optional.empty()
        : Optional.of(new Difference(field, text(seen), text(wanted)));
  }

  static Optional<Difference> first(List<Optional<Difference>> differences) {
    return differences.stream().flatMap(Optional::stream).findFirst();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "absent" : value.toString();
  }
}
