package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is under control and by whose rules: the root repository's configuration at one commit, read
 * and checked as a whole.
 *
 * @param allowedSigners the file of that name in OpenSSH's format (ssh-keygen(1), ALLOWED SIGNERS)
 * @param documentHashes digest of each configuration document, by {@code Kind/name}
 * @param hash over all documents and the signers
 */
public record Estate(
    String commit,
    List<Team> teams,
    List<Project> projects,
    List<Environment> environments,
    List<Cluster> clusters,
    List<Managed> targets,
    List<ApprovalRule> approvalRules,
    List<FreezeWindow> freezes,
    List<IgnoreRule> ignores,
    List<PolicyPack> policyPacks,
    List<Waiver> waivers,
    String allowedSigners,
    Map<String, Digest> documentHashes,
    Digest hash) {
  public Estate {
    teams = List.copyOf(teams);
    projects = List.copyOf(projects);
    environments = List.copyOf(environments);
    clusters = List.copyOf(clusters);
    targets = List.copyOf(targets);
    approvalRules = List.copyOf(approvalRules);
    freezes = List.copyOf(freezes);
    ignores = List.copyOf(ignores);
    policyPacks = List.copyOf(policyPacks);
    waivers = List.copyOf(waivers);
    documentHashes = Collections.unmodifiableMap(new TreeMap<>(documentHashes));
  }

  /** One without rules in Rego. */
  public Estate(
      String commit,
      List<Team> teams,
      List<Project> projects,
      List<Environment> environments,
      List<Cluster> clusters,
      List<Managed> targets,
      List<ApprovalRule> approvalRules,
      List<FreezeWindow> freezes,
      List<IgnoreRule> ignores,
      String allowedSigners,
      Map<String, Digest> documentHashes,
      Digest hash) {
    this(
        commit,
        teams,
        projects,
        environments,
        clusters,
        targets,
        approvalRules,
        freezes,
        ignores,
        List.of(),
        List.of(),
        allowedSigners,
        documentHashes,
        hash);
  }

  public @Nullable Managed target(TargetUid uid) {
    return first(targets, it -> it.target().uid().equals(uid));
  }

  public @Nullable Team team(String name) {
    return first(teams, it -> it.name().equals(name));
  }

  public @Nullable Environment environment(String name) {
    return first(environments, it -> it.name().equals(name));
  }

  public @Nullable Project project(String name) {
    return first(projects, it -> it.name().equals(name));
  }

  public @Nullable Cluster cluster(String name) {
    return first(clusters, it -> it.name().equals(name));
  }

  /** The teams that a principal is a member of. */
  public List<String> teamsOf(String principal) {
    return teams.stream()
        .filter(team -> team.members().contains(principal))
        .map(Team::name)
        .toList();
  }

  /**
   * Hash of the documents that a target's decision reads: its own, its environment and project, all
   * teams, rules, freezes and signers. Another application's document is none of them.
   */
  public Digest configHash(Target target, Address.Configuration document) {
    SortedMap<String, Digest> read = new TreeMap<>();
    documentHashes.forEach(
        (name, digest) -> {
          if (reads(name, target, document)) {
            read.put(name, digest);
          }
        });
    return Canonical.hash("esclusa/configuration/v1", Records.toValue(new Documents(read)));
  }

  private record Documents(SortedMap<String, Digest> documents) {}

  private static boolean reads(String name, Target target, Address.Configuration document) {
    String kind = name.substring(0, name.indexOf('/'));
    return switch (kind) {
      case "Team", "ApprovalRule", "FreezeWindow", "AllowedSigners", "PolicyPack", "Waiver" -> true;
      case "Environment" -> name.equals("Environment/" + target.environment());
      case "Project" -> name.equals("Project/" + target.project());
      default -> name.equals(document.text());
    };
  }

  private static <T> @Nullable T first(List<T> all, Predicate<T> wanted) {
    for (T one : all) {
      if (wanted.test(one)) {
        return one;
      }
    }
    return null;
  }

  /** The rules whose review is not due yet. */
  public List<IgnoreRule> ignoresAt(Instant now) {
    return ignores.stream().filter(it -> it.inForce(now)).toList();
  }
}
