package dev.esclusa.estate;

import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Project;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.Source;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Value;
import java.util.Map;

/**
 * The configuration as a target: its documents are planned, judged and approved like the objects of
 * an application, by the estate in force before them (DESIGN 1.8).
 */
public final class ConfigurationTarget {
  public static final TargetUid UID = new TargetUid("configuration");

  /** The environment of its name, which no document can declare. */
  public static final String ENVIRONMENT = "root";

  static final String RENDERER = "configuration/1";

  private static final TargetName NAME = TargetName.of(ENVIRONMENT, "default", "configuration");

  private ConfigurationTarget() {}

  /**
   * Owned by the team of project {@code configuration}, or the only team where nobody wrote that
   * project. A configuration change is never applied before its merge.
   */
  public static Managed of(Estate estate) {
    Project project = estate.project(Implied.CONFIGURATION);
    if (project == null) {
      throw new IllegalArgumentException("the estate was not made by EstateReader");
    }
    Target target =
        new Target(
            UID,
            NAME,
            project.name(),
            Authority.CONFIGURATION,
            project.owner(),
            RiskTier.CRITICAL,
            Map.of());
    return new Managed(
        target,
        new Source("", ConfigurationFiles.FOLDER, Value.mapping()),
        Managed.OnRemove.FORGET,
        Managed.ApplyMode.AFTER_MERGE,
        new Address.Configuration("Project", Implied.CONFIGURATION));
  }

  /** What Git asks of it: one resource a document, none with a secret; its hash is the estate's. */
  public static DesiredState desired(EstateReading.Read reading) {
    return new DesiredState(
        UID, reading.documents(), reading.estate().hash(), reading.readSet().digest(), RENDERER);
  }
}
