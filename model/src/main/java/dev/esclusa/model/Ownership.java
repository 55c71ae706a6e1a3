package dev.esclusa.model;

/**
 * The marker that our objects carry: which installation and which target made them.
 *
 * @param installation e.g. {@code i-7d20aa13}
 */
public record Ownership(String installation, TargetUid target) {
  public static final String INSTALLATION_LABEL = "esclusa.dev/installation";
  public static final String TARGET_LABEL = "esclusa.dev/target";

  /** The name under which Esclusa writes. */
  public static final String FIELD_MANAGER = "esclusa";
}
