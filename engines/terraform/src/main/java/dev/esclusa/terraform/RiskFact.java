package dev.esclusa.terraform;

/**
 * One thing about a plan that a person should weigh. The reason names addresses and attributes,
 * never values.
 *
 * @param address the resource, module, provider or check it is about; empty for the plan as a whole
 */
public record RiskFact(Kind kind, Severity severity, String address, String reason) {
  /** What sort of thing. */
  public enum Kind {
    ERRORED,
    UNKNOWN_ACTION,
    UNKNOWN_PART,
    INCOMPLETE,
    DATA_LOSS,
    DESTROY,
    REPLACE,
    TAINTED,
    FORGET,
    MOVE,
    IMPORT,
    MANY_DESTROYED,
    PUBLIC_INGRESS,
    PUBLIC_ACCESS,
    WILDCARD_IAM,
    ENCRYPTION_OFF,
    GUARD_OFF,
    UNKNOWN_SECURITY,
    FAILED_CHECK,
    PROVISIONER,
    PROGRAM_DATA,
    REMOTE_MODULE
  }
}
