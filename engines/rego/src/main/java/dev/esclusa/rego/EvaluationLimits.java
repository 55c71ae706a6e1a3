package dev.esclusa.rego;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What one evaluation may use before it is ended with a {@link RegoException} of a {@code
 * rego_limit_...} code.
 *
 * @param steps elements visited, rules tried, built-ins called and work they report
 * @param nanos time by the given clock; 0 is unlimited
 * @param bytes estimated memory of the values made
 * @param depth of rule and function calls inside each other
 * @param outputBytes estimated size of the results
 * @param nanoClock a monotonic clock, asked only when nanos is set
 * @param cancelled asked now and then; true ends the evaluation
 */
public record EvaluationLimits(
    long steps,
    long nanos,
    long bytes,
    int depth,
    long outputBytes,
    LongSupplier nanoClock,
    BooleanSupplier cancelled) {

  /**
   * Generous for policies, small enough that a hostile one ends: no time limit, no cancellation.
   */
  public static final EvaluationLimits DEFAULT =
      new EvaluationLimits(2_000_000_000L, 0, 8L << 30, 2_000, 1L << 30, () -> 0, () -> false);

  public EvaluationLimits withSteps(long limit) {
    return new EvaluationLimits(limit, nanos, bytes, depth, outputBytes, nanoClock, cancelled);
  }

  public EvaluationLimits withTime(long limit, LongSupplier clock) {
    return new EvaluationLimits(steps, limit, bytes, depth, outputBytes, clock, cancelled);
  }

  public EvaluationLimits withBytes(long limit) {
    return new EvaluationLimits(steps, nanos, limit, depth, outputBytes, nanoClock, cancelled);
  }

  public EvaluationLimits withDepth(int limit) {
    return new EvaluationLimits(steps, nanos, bytes, limit, outputBytes, nanoClock, cancelled);
  }

  public EvaluationLimits withOutputBytes(long limit) {
    return new EvaluationLimits(steps, nanos, bytes, depth, limit, nanoClock, cancelled);
  }

  public EvaluationLimits withCancellation(BooleanSupplier asked) {
    return new EvaluationLimits(steps, nanos, bytes, depth, outputBytes, nanoClock, asked);
  }
}
