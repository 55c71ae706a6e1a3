package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of a stack stands.
 *
 * @param revision rises with every move; 0 before the first
 * @param fence writers with a lower fencing token are refused
 * @param current the newest version; absent before the first
 * @param appliedNumber of the version that was last accepted as applied; 0 before the first
 */
public record Head(
    TargetUid stack,
    long revision,
    long fence,
    @Nullable StateLock lock,
    @Nullable StateVersion current,
    long appliedNumber) {
  public static Head untouched(TargetUid stack) {
    return new Head(stack, 0, 0, null, null, 0);
  }

  Head withLock(@Nullable StateLock next) {
    return new Head(stack, revision + 1, fence, next, current, appliedNumber);
  }

  Head withFence(long next) {
    return new Head(stack, revision + 1, next, lock, current, appliedNumber);
  }

  Head withCurrent(StateVersion next) {
    return new Head(stack, revision + 1, fence, lock, next, appliedNumber);
  }

  Head withApplied(long number) {
    return new Head(stack, revision + 1, fence, lock, current, number);
  }

  Head moved() {
    return new Head(stack, revision + 1, fence, lock, current, appliedNumber);
  }

  long newest() {
    return current == null ? 0 : current.number();
  }
}
