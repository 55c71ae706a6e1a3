package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/** The variables of one body that is being evaluated, with what it collects. */
final class Frame {
  Context context;
  final Layout layout;
  final @Nullable RegoValue[] slots;
  final @Nullable Object[] sinks;

  /** The value of the rule so far. */
  @Nullable RegoValue result;

  Frame(Context context, Layout layout) {
    this.context = context;
    this.layout = layout;
    this.slots = new RegoValue[layout.slots];
    this.sinks = new Object[layout.sinks];
  }

  /** How many places a frame needs, and which variable is where. */
  static final class Layout {
    int slots;
    int sinks;
    final java.util.Map<String, Integer> names = new java.util.LinkedHashMap<>();

    int fresh() {
      return slots++;
    }

    int sink() {
      return sinks++;
    }
  }
}
