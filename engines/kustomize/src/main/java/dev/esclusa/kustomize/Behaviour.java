package dev.esclusa.kustomize;

/** Whose behaviour a build follows; part of the identity of what is rendered. */
public enum Behaviour {
  /** kustomize 5.5 and 5.6, which agree. */
  V5_6("5.6"),
  /** kustomize 5.8. */
  V5_8("5.8");

  private final String text;

  Behaviour(String text) {
    this.text = text;
  }

  boolean since58() {
    return this == V5_8;
  }

  @Override
  public String toString() {
    return text;
  }
}
