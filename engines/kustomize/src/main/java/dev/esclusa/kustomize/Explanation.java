package dev.esclusa.kustomize;

import dev.esclusa.kustomize.Resource.Change;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds who set a field by walking an object's history backwards: as long as the value before a
 * step had the same content at the same place, the step is innocent. Items of lists are followed by
 * what they are, since patches put new ones in front. Costs nothing until someone asks.
 */
final class Explanation {
  private final Value value;
  private final List<Change> changes;

  Explanation(Value value, List<Change> changes) {
    this.value = value;
    this.changes = changes;
  }

  FieldOrigin origin(Pointer field) {
    Pointer here = field;
    Value now = value;
    while (now.at(here) == null && !here.isRoot()) {
      here = here.parent();
    }
    for (int i = changes.size() - 1; i > 0; i--) {
      Change change = changes.get(i);
      Value before = change.before();
      Pointer there = before == null ? null : followed(now, before, here);
      boolean same = before != null && there != null && same(now.at(here), before.at(there));
      if (before == null || there == null || !same) {
        return of(change.step(), here, now);
      }
      now = before;
      here = there;
    }
    return of(changes.get(0).step(), here, now);
  }

  private static boolean same(@Nullable Value one, @Nullable Value two) {
    return one == two || (one != null && one.equals(two));
  }

  /** Where the place of one value was in the one before; null where it was not. */
  private static @Nullable Pointer followed(Value now, Value before, Pointer place) {
    Pointer there = Pointer.ROOT;
    Value newer = now;
    Value older = before;
    for (String token : place.tokens()) {
      String moved =
          newer instanceof Sequence list && older instanceof Sequence former
              ? index(list, former, token)
              : token;
      Value nextNewer = newer.at(Pointer.of(token));
      Value nextOlder = moved == null ? null : older.at(Pointer.of(moved));
      if (nextNewer == null || nextOlder == null || moved == null) {
        return null;
      }
      there = there.child(moved);
      newer = nextNewer;
      older = nextOlder;
    }
    return there;
  }

  private static @Nullable String index(Sequence now, Sequence before, String token) {
    if (!Paths.isIndex(token) || Integer.parseInt(token) >= now.items().size()) {
      return null;
    }
    Value item = now.items().get(Integer.parseInt(token));
    for (int i = 0; i < before.items().size(); i++) {
      if (before.items().get(i) == item) {
        return Integer.toString(i);
      }
    }
    for (int i = 0; i < before.items().size(); i++) {
      if (alike(before.items().get(i), item)) {
        return Integer.toString(i);
      }
    }
    return null;
  }

  private static boolean alike(Value one, Value two) {
    if (one.equals(two)) {
      return true;
    }
    if (!(one instanceof Mapping left) || !(two instanceof Mapping right)) {
      return false;
    }
    for (String key : List.of("name", "containerPort", "port", "mountPath", "key", "type", "ip")) {
      if (left.has(key) && right.has(key)) {
        return same(left.get(key), right.get(key));
      }
    }
    return false;
  }

  private static FieldOrigin of(Step step, Pointer place, Value value) {
    Step.Brought brought = step.brought();
    Position exact = brought == null ? null : position(brought, place, value);
    return new FieldOrigin(exact == null ? step.position() : exact, step.name());
  }

  /** The place in the document that the step brought; its items stand where their names stand. */
  private static @Nullable Position position(Step.Brought brought, Pointer place, Value value) {
    Document document = brought.document();
    Value patch = document.root().at(brought.at());
    Pointer there = patch == null ? null : nearest(value, patch, place);
    if (there == null) {
      return null;
    }
    Pointer whole = brought.at();
    for (String token : there.tokens()) {
      whole = whole.child(token);
    }
    return document.positionOf(whole);
  }

  private static Pointer nearest(Value value, Value patch, Pointer place) {
    Pointer here = place;
    while (!here.isRoot()) {
      Pointer there = followed(value, patch, here);
      if (there != null) {
        return there;
      }
      here = here.parent();
    }
    return Pointer.ROOT;
  }
}
