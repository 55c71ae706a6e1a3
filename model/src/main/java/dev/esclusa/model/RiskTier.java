package dev.esclusa.model;

/** How much depends on a target, as its owner declares it. */
public enum RiskTier {
  LOW,
  STANDARD,
  CRITICAL
}
