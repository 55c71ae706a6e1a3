package dev.esclusa.terraform;

import java.util.List;

/**
 * What an engine wants to do with one object: the {@code actions} of a plan entry as one word.
 * {@code UNKNOWN} stands for actions that this version does not know; such a plan can be shown, and
 * cannot be approved.
 */
public enum Step {
  NO_OP("no-op"),
  CREATE("create"),
  READ("read"),
  UPDATE("update"),
  DELETE("delete"),
  DELETE_CREATE("delete", "create"),
  CREATE_DELETE("create", "delete"),
  FORGET("forget"),
  UNKNOWN;

  private final List<String> actions;

  Step(String... actions) {
    this.actions = List.of(actions);
  }

  static Step of(List<String> actions) {
    for (Step step : values()) {
      if (step.actions.equals(actions) && step != UNKNOWN) {
        return step;
      }
    }
    return UNKNOWN;
  }

  /** The words of the plan; empty for {@code UNKNOWN}. */
  public List<String> actions() {
    return actions;
  }

  public boolean replaces() {
    return this == DELETE_CREATE || this == CREATE_DELETE;
  }

  /** Whether an object that exists will be gone. */
  public boolean destroys() {
    return this == DELETE || replaces();
  }

  public boolean creates() {
    return this == CREATE || replaces();
  }
}
