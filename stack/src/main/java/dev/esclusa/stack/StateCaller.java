package dev.esclusa.stack;

import org.jspecify.annotations.Nullable;

/**
 * Someone who asks for a state, not known yet.
 *
 * @param stack what stands in the path, in whatever form
 * @param user absent when no credentials came
 */
public record StateCaller(String stack, @Nullable String user, @Nullable String password) {
  @Override
  public String toString() {
    return "(sensitive)";
  }
}
