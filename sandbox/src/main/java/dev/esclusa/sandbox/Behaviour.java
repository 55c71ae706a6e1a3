package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated workload behaves; the annotation on it or on its pod template decides, else the
 * setting.
 */
enum Behaviour {
  READY("ready"),
  SLOW("slow"),
  NEVER_READY("never-ready"),
  FAIL("fail");

  static final String ANNOTATION = "sandbox.esclusa.dev/behaviour";

  private final String text;

  Behaviour(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  static Behaviour parse(String text) {
    for (Behaviour behaviour : values()) if (behaviour.text.equals(text)) return behaviour;
    throw Refusal.badRequest(
        "behaviour \"" + text + "\" is none of ready, slow, never-ready, fail");
  }

  /** An annotation with another value counts as none. */
  static Behaviour of(Mapping workload, Behaviour otherwise) {
    String said = Meta.annotation(workload, ANNOTATION);
    if (said == null)
      said =
          Meta.mappingAt(workload, "spec", "template").text("metadata", "annotations", ANNOTATION);
    Behaviour found = find(said);
    return found == null ? otherwise : found;
  }

  private static @Nullable Behaviour find(@Nullable String text) {
    for (Behaviour behaviour : values()) if (behaviour.text.equals(text)) return behaviour;
    return null;
  }
}
