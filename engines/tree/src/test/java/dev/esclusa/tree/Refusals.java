package dev.esclusa.tree;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Says that something ends in a refusal of one code, at one place. */
final class Refusals {
  private Refusals() {}

  static void refused(String code, ThrowingCallable work) {
    assertThatThrownBy(work).isInstanceOf(TreeException.class).hasMessageStartingWith(code + ":");
  }

  static void refusedAt(String code, String position, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOf(TreeException.class)
        .hasMessageStartingWith(code + ": " + position + ": ");
  }
}
