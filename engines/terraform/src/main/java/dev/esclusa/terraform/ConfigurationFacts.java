package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the {@code configuration} part of a plan says that risk and drift read. No value of it is
 * kept.
 *
 * @param configured what is set, by address without instance keys: {@code tags} for an attribute,
 *     {@code root_block_device/} for a block and {@code root_block_device/volume_size} inside of it
 * @param programs data sources that run programs or reach out: type {@code external}, {@code http}
 * @param sensitiveVariables variables of the root module that are declared sensitive
 */
public record ConfigurationFacts(
    List<Provider> providers,
    List<Module> modules,
    List<Provisioner> provisioners,
    List<ProgramRead> programs,
    Map<String, Set<String>> configured,
    Set<String> sensitiveVariables) {
  static final ConfigurationFacts NONE =
      new ConfigurationFacts(List.of(), List.of(), List.of(), List.of(), Map.of(), Set.of());

  public ConfigurationFacts {
    providers = List.copyOf(providers);
    modules = List.copyOf(modules);
    provisioners = List.copyOf(provisioners);
    programs = List.copyOf(programs);
    configured = Map.copyOf(configured);
    sensitiveVariables = Set.copyOf(sensitiveVariables);
  }

  /**
   * A provider configuration.
   *
   * @param source {@code registry.terraform.io/hashicorp/aws}
   * @param versionConstraint empty when there is none
   */
  public record Provider(String name, String source, String versionConstraint) {}

  /**
   * A module call.
   *
   * @param address {@code module.net}
   * @param source as written: {@code ./net}, or a registry or repository address
   * @param versionConstraint empty when there is none
   */
  public record Module(String address, String source, String versionConstraint) {
    /** Whether the source is a folder of the same checkout. */
    public boolean local() {
      return source.startsWith("./") || source.startsWith("../");
    }
  }

  /** A provisioner of a resource: {@code local-exec}. */
  public record Provisioner(String address, String type) {}

  /** A data source that runs a program or reaches out while planning. */
  public record ProgramRead(String address, String type) {}

  /** Whether the configuration sets this attribute, or something of this block. */
  public boolean sets(String configAddress, String name) {
    Set<String> paths = configured.getOrDefault(configAddress, Set.of());
    return paths.contains(name) || paths.contains(name + "/");
  }

  /**
   * Whether the configuration sets what stands at this place: of a block, that attribute, not only
   * another one.
   */
  boolean sets(String configAddress, Pointer place) {
    Set<String> paths = configured.getOrDefault(configAddress, Set.of());
    String path = "";
    for (String token : place.tokens()) {
      if (paths.contains(path + token)) {
        return true;
      }
      boolean item = !path.isEmpty() && token.chars().allMatch(Character::isDigit);
      if (!item && !paths.contains(path + token + "/")) {
        return false;
      }
      path = item ? path : path + token + "/";
    }
    return place.tokens().size() > 1; // a whole item of a block
  }
}
