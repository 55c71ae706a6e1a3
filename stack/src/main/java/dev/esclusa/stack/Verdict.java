package dev.esclusa.stack;

import dev.esclusa.model.ChangeId;

/**
 * Who decided, why, and under which approved change: without one nothing moves a fence, breaks a
 * lock or replaces a state.
 */
public record Verdict(ChangeId change, String actor, String reason) {
  String words() {
    return "by " + actor + " with change " + change + ": " + reason;
  }
}
