package dev.esclusa.rego;

import java.util.BitSet;

/**
 * One part of a compiled body. Runs what comes after it once for each way in which it holds; true
 * means that enough was found and everything before should stop too.
 */
abstract class Step {
  /** Set when the body is linked; the last step of a body has none. */
  Step next = this;

  abstract boolean run(Frame frame);

  /** Whether it may run many times what comes after it. */
  boolean isLoop() {
    return false;
  }

  /** Whether it may run earlier than written: a condition on what is plainly there. */
  boolean isMovable() {
    return false;
  }

  /** Whether nothing that comes later may move before it, a loop aside. */
  boolean isBarrier() {
    return true;
  }

  /** Adds the slots that a movable step reads. */
  void reads(BitSet into) {}

  /** Adds the slots that it fills. */
  void fills(BitSet into) {}

  /** Holds and stops: what a condition needs to know. */
  static final Step FOUND = new Found();

  /** A step that holds at most once. */
  abstract static class Test extends Step {
    abstract boolean holds(Frame frame);

    @Override
    final boolean run(Frame frame) {
      return holds(frame) && next.run(frame);
    }
  }

  private static final class Found extends Step {
    @Override
    boolean run(Frame frame) {
      return true;
    }
  }

  /** Tests one after another, without a call inside a call for each. */
  static final class Block extends Step {
    private final Test[] tests;

    Block(Test[] tests) {
      this.tests = tests;
    }

    @Override
    boolean run(Frame frame) {
      for (Test test : tests) {
        if (!test.holds(frame)) {
          return false;
        }
      }
      return next.run(frame);
    }
  }

  /** Joins steps to one that ends with the given one. */
  static Step link(java.util.List<Step> steps, Step last) {
    Step next = last;
    int end = steps.size();
    while (end > 0) {
      int start = end;
      while (start > 0 && steps.get(start - 1) instanceof Test) {
        start--;
      }
      if (end - start > 1) {
        Block block = new Block(steps.subList(start, end).toArray(Test[]::new));
        block.next = next;
        next = block;
        end = start;
      } else {
        Step step = steps.get(end - 1);
        step.next = next;
        next = step;
        end--;
      }
    }
    return next;
  }
}
