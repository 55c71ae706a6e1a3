package dev.esclusa.model;

/** A fact that does not follow from the state a change is in. The journal refuses to hold it. */
public final class IllegalMove extends RuntimeException {
  public IllegalMove(String message) {
    super(message);
  }
}
