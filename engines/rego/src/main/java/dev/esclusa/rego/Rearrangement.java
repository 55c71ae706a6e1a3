package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves conditions of a body that do not depend on a loop out of it, and gives loops an index where
 * a condition asks that a part of the element equals something known before.
 */
final class Rearrangement {
  private static final int LONGEST = 400;

  private Rearrangement() {}

  static void apply(List<Step> steps, Program program) {
    if (steps.size() < 2 || steps.size() > LONGEST) {
      return;
    }
    hoist(steps);
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Steps.Iterate loop && !loop.isJoined()) {
        join(steps, i, loop, program);
      }
    }
  }

  private static void hoist(List<Step> steps) {
    for (int i = 1; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (!step.isMovable()) {
        continue;
      }
      int to = earliest(steps, i, step);
      if (to < i) {
        steps.remove(i);
        steps.add(to, step);
      }
    }
  }

  /** Before the outermost loop that the condition does not need, if nothing stands in between. */
  private static int earliest(List<Step> steps, int from, Step step) {
    BitSet reads = new BitSet();
    step.reads(reads);
    int best = from;
    for (int i = from - 1; i >= 0; i--) {
      Step before = steps.get(i);
      BitSet fills = new BitSet();
      before.fills(fills);
      if (before.isBarrier() || fills.intersects(reads)) {
        break;
      }
      if (before.isLoop()) {
        best = i;
      }
    }
    return best;
  }

  private static void join(List<Step> steps, int at, Steps.Iterate loop, Program program) {
    BitSet inside = new BitSet();
    loop.fills(inside);
    Map<Integer, Expr> parts = new HashMap<>();
    parts.put(loop.valueSlot, new Expr.Slot(loop.valueSlot));
    List<Steps.Equal> equalities = new ArrayList<>();
    for (int i = at + 1; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.isLoop() || step.isBarrier()) {
        break;
      }
      if (step instanceof Steps.Assign assign && isPart(assign.value, loop, parts)) {
        parts.put(assign.slot, assign.value);
      }
      if (step instanceof Steps.Equal equal) {
        equalities.add(equal);
      }
      step.fills(inside);
    }
    for (Steps.Equal equal : equalities) {
      if (tryJoin(equal.left, equal.right, loop, parts, inside, program)
          || tryJoin(equal.right, equal.left, loop, parts, inside, program)) {
        return;
      }
    }
  }

  /** Whether the expression reads the element and nothing else that varies. */
  private static boolean isPart(Expr expr, Steps.Iterate loop, Map<Integer, Expr> parts) {
    if (!expr.isPlain()) {
      return false;
    }
    BitSet reads = new BitSet();
    expr.slots(reads);
    return reads.cardinality() == 1 && reads.get(loop.valueSlot) && parts.size() < 64;
  }

  private static boolean tryJoin(
      Expr element,
      Expr wanted,
      Steps.Iterate loop,
      Map<Integer, Expr> parts,
      BitSet inside,
      Program program) {
    BitSet reads = new BitSet();
    element.slots(reads);
    BitSet known = new BitSet();
    wanted.slots(known);
    if (known.intersects(inside) || reads.cardinality() != 1) {
      return false;
    }
    Expr part = element instanceof Expr.Slot slot ? parts.get(slot.slot) : element;
    if (part == null || !isPart(part, loop, parts)) {
      return false;
    }
    loop.join(wanted, part, program.nextJoin());
    return true;
  }
}
