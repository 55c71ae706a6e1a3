package dev.esclusa.model;

/** What a plan does to one object. */
public enum Action {
  NOTHING,
  CREATE,
  UPDATE,
  REPLACE,
  DELETE,
  ADOPT,
  FORGET;

  /** Whether something that exists is lost. */
  public boolean destroys() {
    return this == REPLACE || this == DELETE;
  }
}
