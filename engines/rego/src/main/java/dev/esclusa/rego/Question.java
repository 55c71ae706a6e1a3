package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/**
 * What one evaluation is asked with.
 *
 * @param input null when undefined
 * @param data laid over the data of the pack; null for nothing
 * @param strictBuiltinErrors whether a failing built-in ends the evaluation
 */
public record Question(
    @Nullable RegoValue input,
    @Nullable RegoObject data,
    EvaluationLimits limits,
    Capabilities capabilities,
    boolean strictBuiltinErrors) {

  /** Without input. */
  public static final Question BARE =
      new Question(null, null, EvaluationLimits.DEFAULT, Capabilities.NONE, false);

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
}
