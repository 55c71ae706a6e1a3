package dev.esclusa.kustomize;

/** Whose behaviour a build follows; part of the identity of what is rendered. */
public enum Behaviour {
  /** kustomize 5.5 and 5.6, which agree. */
  V5_6("5.6"),
  /** kustomize 5.8, as 5.8.1 was released. */
  V5_8("5.8"),
  /** What upstream merged after it and has not released yet. */
  UPSTREAM("upstream");

  private final String text;

  Behaviour(String text) {
    this.text = text;
  }

  boolean since58() {
    return this != V5_6;
  }

  boolean upstream() {
    return this == UPSTREAM;
  }

  @Override
  public String toString() {
    return text;
  }
}
