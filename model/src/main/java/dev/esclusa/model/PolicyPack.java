package dev.esclusa.model;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rules in Rego with their data: a folder of the root repository as one commit has it, and which
 * targets it judges.
 *
 * @param folder inside the root repository
 * @param environments glob patterns; all when empty
 * @param authorities e.g. {@code kubernetes}; all when empty
 * @param owners teams that own the targets; all when empty
 * @param packages whose rules are asked; with {@link Reads#CHANGE} every package that has some when
 *     empty, with {@link Reads#OBJECT} {@code main}
 * @param shadow patterns of rules whose findings are recorded and do not decide
 * @param files their texts by path below the folder
 * @param digest over what its rules read and say: files, what they read, packages and shadow
 */
public record PolicyPack(
    String name,
    String folder,
    List<String> environments,
    List<String> authorities,
    List<String> owners,
    Reads reads,
    List<String> packages,
    List<String> shadow,
    Map<String, String> files,
    Digest digest) {
  /** What its rules have as {@code input}. */
  public enum Reads {
    /** The whole change in one document. */
    CHANGE,
    /** Each object that Git asks for, one after the other, as Conftest gives files. */
    OBJECT
  }

  public PolicyPack {
    environments = List.copyOf(environments);
    authorities = List.copyOf(authorities);
    owners = List.copyOf(owners);
    packages = List.copyOf(packages);
    shadow = List.copyOf(shadow);
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** Completes a pack with its digest. */
  public static PolicyPack of(
      String name,
      String folder,
      List<String> environments,
      List<String> authorities,
      List<String> owners,
      Reads reads,
      List<String> packages,
      List<String> shadow,
      Map<String, String> files) {
    Digest digest =
        Canonical.hash(
            "esclusa/policy-pack/v1",
            Records.toValue(new Content(reads, packages, shadow, digests(files))));
    return new PolicyPack(
        name, folder, environments, authorities, owners, reads, packages, shadow, files, digest);
  }

  /** Whether it judges changes of a target. */
  public boolean covers(Target target) {
    return (environments.isEmpty() || Glob.matchesAny(environments, target.environment()))
        && (authorities.isEmpty() || authorities.contains(target.authority().text()))
        && (owners.isEmpty() || owners.contains(target.owner()));
  }

  /** SHA-256 of each file, by its path. */
  public static SortedMap<String, Digest> digests(Map<String, String> files) {
    SortedMap<String, Digest> digests = new TreeMap<>();
    files.forEach(
        (path, text) -> digests.put(path, Digest.of(text.getBytes(StandardCharsets.UTF_8))));
    return digests;
  }

  private record Content(
      Reads reads, List<String> packages, List<String> shadow, SortedMap<String, Digest> files) {}
}
