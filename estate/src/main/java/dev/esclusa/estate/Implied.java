package dev.esclusa.estate;

import dev.esclusa.model.Cluster;
import dev.esclusa.model.Environment;
import dev.esclusa.model.Environment.OnDrift;
import dev.esclusa.model.Environment.UnknownPrincipals;
import dev.esclusa.model.Project;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands while nobody has written it, so that the smallest estate has a dozen lines: a
 * project, an environment and a cluster called {@code default}, each only where no document of its
 * kind is there; and the project {@code configuration}, which owns the configuration itself.
 */
record Implied(List<Declared> declared) {
  static final String DEFAULT = "default";
  static final String CONFIGURATION = "configuration";

  /** Names of a kind that a reference may use. */
  List<String> names(String kind) {
    List<String> written = written(kind);
    boolean none =
        kind.equals("Project")
            ? written.stream().allMatch(CONFIGURATION::equals)
            : written.isEmpty();
    boolean implied = none && List.of("Project", "Environment", "Cluster").contains(kind);
    return implied ? List.of(DEFAULT) : written;
  }

  boolean implies(String kind) {
    return names(kind).equals(List.of(DEFAULT)) && !written(kind).contains(DEFAULT);
  }

  /** The only team; null when there are several or none. */
  @Nullable String onlyTeam() {
    List<String> teams = written("Team");
    return teams.size() == 1 ? teams.getFirst() : null;
  }

  /** The team that owns the configuration; null when nobody says. */
  @Nullable String configurationOwner() {
    for (Declared one : declared) {
      if (one.kind().equals("Project") && one.name().equals(CONFIGURATION)) {
        return one.spec().text("owner");
      }
    }
    return onlyTeam();
  }

  static Project project(String owner) {
    return new Project(
        DEFAULT,
        owner,
        List.of(),
        List.of(),
        Map.of("cluster", List.of("*"), "namespace", List.of("*")),
        List.of("*"));
  }

  static Project configuration(String owner) {
    return new Project(CONFIGURATION, owner, List.of(), List.of(), Map.of(), List.of());
  }

  static Environment environment() {
    return new Environment(
        DEFAULT,
        OnDrift.PROPOSE,
        UnknownPrincipals.REFUSE,
        Duration.ofMinutes(5),
        Duration.ofHours(24));
  }

  static Cluster cluster() {
    return new Cluster(DEFAULT, Map.of());
  }

  private List<String> written(String kind) {
    return declared.stream().filter(one -> one.kind().equals(kind)).map(Declared::name).toList();
  }
}
