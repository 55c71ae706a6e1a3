package dev.esclusa.apply;

import dev.esclusa.model.FieldChange;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Difference;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a body from changing what the plan does not name: where an ignore rule took a field out of
 * the plan, the live value stays. (Argo CD calls this RespectIgnoreDifferences.)
 */
final class KeptFields {
  private KeptFields() {}

  static Value in(Value body, ResourceChange change, Present now) {
    Value predicted = now.predicted();
    if (predicted == null) {
      return body;
    }
    Value kept = body;
    for (Difference one : Diff.between(now.live(), predicted).reversed()) { // indices stay true
      Value after = one.after();
      if (after != null
          && !planned(change, one.pointer())
          && after.equals(body.at(one.pointer()))
          && sameItems(body, predicted, one.pointer())) {
        Value before = one.before();
        kept = before == null ? kept.without(one.pointer()) : kept.with(one.pointer(), before);
      }
    }
    return kept;
  }

  /** Bookkeeping and the marker are ours to write whatever the plan shows. */
  private static boolean planned(ResourceChange change, Pointer pointer) {
    if (pointer.startsWith(Pointer.of("metadata"))
        && pointer.tokens().getLast().startsWith("esclusa.dev/")) {
      return true;
    }
    for (FieldChange field : change.fields()) {
      if (field.pointer().startsWith(pointer) || pointer.startsWith(field.pointer())) {
        return true;
      }
    }
    return false;
  }

  /** Lists are merged by name, so one index may mean two items; then the body stays as it is. */
  private static boolean sameItems(Value body, Value predicted, Pointer pointer) {
    Pointer here = Pointer.ROOT;
    for (String token : pointer.tokens()) {
      boolean inList = body.at(here) instanceof Value.Sequence;
      here = here.child(token);
      if (inList && !Objects.equals(nameOf(body.at(here)), nameOf(predicted.at(here)))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Value nameOf(@Nullable Value item) {
    return item == null ? null : item.at("name");
  }
}
