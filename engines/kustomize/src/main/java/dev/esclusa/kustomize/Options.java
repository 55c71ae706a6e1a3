package dev.esclusa.kustomize;

import org.jspecify.annotations.Nullable;

/**
 * How to build. {@code buildVersion} is the text behind {@code kustomize-} in the managed-by label.
 */
public record Options(
    Behaviour behaviour,
    Reach reach,
    Order order,
    boolean managedByLabel,
    String buildVersion,
    BuildLimits limits) {
  /** kustomize 5.6, files in or below the folder that names them, objects in the order built. */
  public static final Options DEFAULT =
      new Options(Behaviour.V5_6, Reach.FOLDER, Order.FIFO, false, "v5.6.0", BuildLimits.DEFAULT);

  /** Where the files of a kustomization may lie; bases may lie anywhere in the tree. */
  public enum Reach {
    /** In or below the folder of the kustomization that names them (LoadRestrictionsRootOnly). */
    FOLDER,
    /** Anywhere in the tree (LoadRestrictionsNone, but never outside of the tree). */
    TREE
  }

  /** In which order objects come where the kustomization does not say it. */
  public enum Order {
    /** As they were built. */
    FIFO,
    /** By kind, as kubectl prints them. */
    LEGACY
  }

  /** The same for kustomize 5.8. */
  private static final Options NEWER =
      new Options(Behaviour.V5_8, Reach.FOLDER, Order.FIFO, false, "v5.8.1", BuildLimits.DEFAULT);

  /**
   * Those of a version.
   *
   * @param version {@code 5.6} or {@code 5.8}; absent for the default
   */
  public static Options of(@Nullable String version) {
    if (version == null || version.equals(DEFAULT.behaviour.toString())) {
      return DEFAULT;
    }
    if (version.equals(NEWER.behaviour.toString())) {
      return NEWER;
    }
    throw new IllegalArgumentException("no behaviour of kustomize " + version + " is known");
  }

  public Options with(Behaviour other) {
    return new Options(other, reach, order, managedByLabel, buildVersion, limits);
  }

  public Options with(Reach other) {
    return new Options(behaviour, other, order, managedByLabel, buildVersion, limits);
  }

  public Options with(Order other) {
    return new Options(behaviour, reach, other, managedByLabel, buildVersion, limits);
  }

  public Options with(BuildLimits other) {
    return new Options(behaviour, reach, order, managedByLabel, buildVersion, other);
  }

  public Options withBuildVersion(String other) {
    return new Options(behaviour, reach, order, managedByLabel, other, limits);
  }

  public Options withManagedByLabel() {
    return new Options(behaviour, reach, order, true, buildVersion, limits);
  }
}
