package dev.esclusa.rego;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation is asked with. Whoever asks several queries of a pack about one input hands
 * in the same question: indices over the input are made once then.
 */
public final class Question {
  /** Without input. */
  public static final Question BARE =
      new Question(null, null, EvaluationLimits.DEFAULT, Capabilities.NONE, false);

  private final @Nullable RegoValue input;
  private final @Nullable RegoObject data;
  private final EvaluationLimits limits;
  private final Capabilities capabilities;
  private final boolean strictBuiltinErrors;
  private final Map<Program, JoinIndex.Store> joins = new ConcurrentHashMap<>();

  private Question(
      @Nullable RegoValue input,
      @Nullable RegoObject data,
      EvaluationLimits limits,
      Capabilities capabilities,
      boolean strictBuiltinErrors) {
    this.input = input;
    this.data = data;
    this.limits = limits;
    this.capabilities = capabilities;
    this.strictBuiltinErrors = strictBuiltinErrors;
  }

  public static Question of(RegoValue input) {
    return BARE.withInput(input);
  }

  public Question withInput(@Nullable RegoValue given) {
    return new Question(given, data, limits, capabilities, strictBuiltinErrors);
  }

  public Question withData(@Nullable RegoObject given) {
    return new Question(input, given, limits, capabilities, strictBuiltinErrors);
  }

  public Question within(EvaluationLimits given) {
    return new Question(input, data, given, capabilities, strictBuiltinErrors);
  }

  public Question with(Capabilities given) {
    return new Question(input, data, limits, given, strictBuiltinErrors);
  }

  public Question strict() {
    return new Question(input, data, limits, capabilities, true);
  }

  /** Null when undefined. */
  public @Nullable RegoValue input() {
    return input;
  }

  /** Laid over the data of the pack; null for nothing. */
  public @Nullable RegoObject data() {
    return data;
  }

  public EvaluationLimits limits() {
    return limits;
  }

  public Capabilities capabilities() {
    return capabilities;
  }

  /** Whether a failing built-in ends the evaluation. */
  public boolean strictBuiltinErrors() {
    return strictBuiltinErrors;
  }

  /** Loops are numbered by program, so each has indices of its own. */
  JoinIndex.Store joins(Program program) {
    return this == BARE
        ? new JoinIndex.Store()
        : joins.computeIfAbsent(program, _ -> new JoinIndex.Store());
  }
}
