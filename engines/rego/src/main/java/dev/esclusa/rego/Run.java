package dev.esclusa.rego;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one evaluation has used so far and the switches it runs under. One thread only. */
final class Run implements BuiltinCall {
  private static final int CHECK_EVERY = 1024;

  private final EvaluationLimits limits;
  private final Capabilities capabilities;
  final boolean strictBuiltinErrors;
  final @Nullable Observer observer;
  final JoinIndex.Store joins;
  final Map<Object, Object> remembered = new HashMap<>();
  private long steps;
  private long nextCheck;
  private long bytes;
  private int depth;
  private final long deadline;

  Run(Question question, Program program, @Nullable Observer observer) {
    this.limits = question.limits();
    this.capabilities = question.capabilities();
    this.strictBuiltinErrors = question.strictBuiltinErrors();
    this.joins = question.joins(program);
    this.observer = observer;
    this.deadline = limits.nanos() > 0 ? limits.nanoClock().getAsLong() + limits.nanos() : 0;
    this.nextCheck = Math.min(CHECK_EVERY, limits.steps());
  }

  void step() {
    if (++steps >= nextCheck) {
      check();
    }
  }

  @Override
  public void step(long amount) {
    steps += amount;
    if (steps >= nextCheck) {
      check();
    }
  }

  private void check() {
    if (steps > limits.steps()) {
      throw new RegoException(
          RegoException.LIMIT_STEPS,
          "the evaluation took more than " + limits.steps() + " steps",
          "Narrow what the policy iterates over, or raise the limit of steps");
    }
    if (limits.cancelled().getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new RegoException(
          RegoException.CANCELLED, "the evaluation was cancelled", "Evaluate again");
    }
    if (limits.nanos() > 0 && limits.nanoClock().getAsLong() - deadline > 0) {
      throw new RegoException(
          RegoException.LIMIT_TIME,
          "the evaluation took longer than " + limits.nanos() / 1_000_000 + " ms",
          "Narrow what the policy iterates over, or raise the limit of time");
    }
    nextCheck = Math.min(steps + CHECK_EVERY, Math.max(steps + 1, limits.steps() + 1));
  }

  @Override
  public void allocate(long more) {
    bytes += more;
    if (bytes > limits.bytes()) {
      throw new RegoException(
          RegoException.LIMIT_MEMORY,
          "the evaluation made values of more than " + limits.bytes() + " bytes",
          "Build smaller collections and strings, or raise the limit of memory");
    }
  }

  void enter() {
    step();
    if (++depth > limits.depth()) {
      throw tooDeep(null);
    }
  }

  void leave() {
    depth--;
  }

  static RegoException tooDeep(@Nullable Throwable cause) {
    RegoException problem =
        new RegoException(
            RegoException.LIMIT_DEPTH,
            "rules, functions or values are nested too deep",
            "Flatten the rules or the document");
    if (cause != null) {
      problem.initCause(cause);
    }
    return problem;
  }

  long outputLimit() {
    return limits.outputBytes();
  }

  long steps() {
    return steps;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  @SuppressWarnings("unchecked") // each key is used with one type
  public <T> T remembered(Object key, Supplier<T> make) {
    Object known = remembered.get(key);
    if (known == null) {
      known = make.get();
      remembered.put(key, known);
    }
    return (T) known;
  }
}
