package dev.esclusa.terraform;

/** How much a finding weighs. */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  Severity atLeast(Severity other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
