package dev.esclusa.control;

import java.util.Locale;

/** What a worker can be asked to do. Each is level-based: it looks, compares and acts. */
enum WorkKind {
  /** Look what Git says now; key: repository. */
  SYNC,
  /** Move a change as far as it can go; key: change id. */
  DRIVE,
  /** Look whether a target is what it should be; key: target uid. */
  LOOK;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static WorkKind of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
