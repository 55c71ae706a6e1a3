package dev.esclusa.model;

/** A value that cannot exist: its parts contradict each other or have the wrong shape. */
public final class ModelException extends RuntimeException {
  public ModelException(String message) {
    super(message);
  }
}
