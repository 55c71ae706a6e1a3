package dev.esclusa.kube;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/** The annotation in which client-side apply keeps what it applied last. */
final class LastApplied {
  static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  static final Pointer PLACE = Pointer.of("metadata", "annotations", ANNOTATION);

  private LastApplied() {}

  static @Nullable Value of(Value object) {
    if (!(object.at(PLACE) instanceof Value.Text(String text))) {
      return null;
    }
    try {
      return Json.read(text);
    } catch (TreeException e) {
      return null; // anybody may write an annotation; a broken one says nothing
    }
  }

  static Value write(Value object, Value applied) {
    return object.with(PLACE, Value.of(Canonical.text(applied.without(PLACE)) + "\n"));
  }
}
