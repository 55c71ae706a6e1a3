package dev.esclusa.model;

/**
 * What a person sees when something did not work.
 *
 * @param code stable, documented under {@code docs/problems}: {@code PLN-0007}
 * @param fault whose move it is
 * @param cause what happened: the thing, the place ({@code file:line:column}), the value seen and
 *     the value wanted; never a secret
 * @param fix the next step
 */
public record Problem(String code, Fault fault, String cause, String fix) {
  /** Whose move it is. Only {@link #ENVIRONMENT} is worth a retry. */
  public enum Fault {
    CALLER,
    ENVIRONMENT,
    CAPACITY,
    DEFECT
  }

  public Problem {
    if (!code.matches("[A-Z]{3}-[0-9]{4}")) {
      throw new ModelException("problem code \"" + code + "\" is not of the form ABC-0123");
    }
  }

  public static Problem caller(String code, String cause, String fix) {
    return new Problem(code, Fault.CALLER, cause, fix);
  }

  public static Problem environment(String code, String cause, String fix) {
    return new Problem(code, Fault.ENVIRONMENT, cause, fix);
  }

  public static Problem capacity(String code, String cause, String fix) {
    return new Problem(code, Fault.CAPACITY, cause, fix);
  }

  public static Problem defect(String code, String cause, String fix) {
    return new Problem(code, Fault.DEFECT, cause, fix);
  }

  public ProblemException asException() {
    return new ProblemException(this, null);
  }

  @Override
  public String toString() {
    return code + ": " + cause + (fix.isEmpty() ? "" : " " + fix);
  }
}
