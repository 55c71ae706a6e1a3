package dev.esclusa.terraform;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the files of one module say that no plan does: lifecycles, backend, versions, where modules
 * come from, moves, removals and imports. Expressions stay as they are written.
 *
 * @param requiredVersions constraints on the engine: {@code >= 1.11}
 * @param unread files in JSON syntax, which are not looked into
 */
public record ModuleFacts(
    List<Lifecycle> lifecycles,
    List<Backend> backends,
    List<String> requiredVersions,
    List<RequiredProvider> providers,
    List<Call> calls,
    List<Move> moves,
    List<Removal> removals,
    List<Import> imports,
    List<ProvisionerUse> provisioners,
    List<String> unread) {
  public ModuleFacts {
    lifecycles = List.copyOf(lifecycles);
    backends = List.copyOf(backends);
    requiredVersions = List.copyOf(requiredVersions);
    providers = List.copyOf(providers);
    calls = List.copyOf(calls);
    moves = List.copyOf(moves);
    removals = List.copyOf(removals);
    imports = List.copyOf(imports);
    provisioners = List.copyOf(provisioners);
    unread = List.copyOf(unread);
  }

  /**
   * A lifecycle block.
   *
   * @param address {@code aws_s3_bucket.attachments}
   * @param ignoreChanges as written: {@code tags["x"]}; or the one word {@code all}
   */
  public record Lifecycle(
      String address,
      boolean preventDestroy,
      boolean createBeforeDestroy,
      List<String> ignoreChanges,
      Position position) {
    public Lifecycle {
      ignoreChanges = List.copyOf(ignoreChanges);
    }
  }

  /**
   * Where the state is kept.
   *
   * @param type {@code s3}, {@code http}; {@code cloud} for that block
   * @param attributes the names that are set
   * @param credentials those of them that hold a secret in clear
   */
  public record Backend(
      String type, Set<String> attributes, Set<String> credentials, Position position) {
    public Backend {
      attributes = Set.copyOf(attributes);
      credentials = Set.copyOf(credentials);
    }
  }

  /** An entry of {@code required_providers}; source and version as written. */
  public record RequiredProvider(String name, String requirement, Position position) {}

  /**
   * A module call.
   *
   * @param source null when it is no plain text
   * @param version null when there is none, or it is no plain text
   */
  public record Call(
      String name, @Nullable String source, @Nullable String version, Position position) {}

  /** A {@code moved} block. */
  public record Move(String from, String to, Position position) {}

  /**
   * A {@code removed} block.
   *
   * @param destroys whether the object goes too; false means that it is only forgotten
   */
  public record Removal(String from, boolean destroys, Position position) {}

  /** An {@code import} block; its id as written. */
  public record Import(String to, String id, Position position) {}

  /** A provisioner. */
  public record ProvisionerUse(String address, String type, Position position) {}

  /** Reads those of the files that belong to a module; names without a folder. */
  public static ModuleFacts of(Map<String, byte[]> files) {
    List<HclBlock> roots = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    new TreeMap<>(files)
        .forEach(
            (name, bytes) -> {
              if (name.endsWith(".tf") || name.endsWith(".tofu")) {
                roots.add(HclFile.read(name, bytes).root());
              } else if (name.endsWith(".tf.json") || name.endsWith(".tofu.json")) {
                unread.add(name);
              }
            });
    List<HclBlock> terraform = all(roots, "terraform").toList();
    return new ModuleFacts(
        resources(roots).flatMap(ModuleFacts::lifecycles).toList(),
        terraform.stream().flatMap(ModuleFacts::backends).toList(),
        terraform.stream().flatMap(it -> it.literal("required_version").stream()).toList(),
        terraform.stream().flatMap(ModuleFacts::providers).toList(),
        all(roots, "module").map(ModuleFacts::call).toList(),
        all(roots, "moved")
            .map(it -> new Move(source(it, "from"), source(it, "to"), it.position()))
            .toList(),
        all(roots, "removed").map(ModuleFacts::removal).toList(),
        all(roots, "import")
            .map(it -> new Import(source(it, "to"), source(it, "id"), it.position()))
            .toList(),
        resources(roots).flatMap(ModuleFacts::provisioners).toList(),
        unread);
  }

  private static Stream<HclBlock> all(List<HclBlock> roots, String type) {
    return roots.stream().flatMap(it -> it.blocks(type).stream());
  }

  private static Stream<HclBlock> resources(List<HclBlock> roots) {
    return Stream.concat(all(roots, "resource"), all(roots, "data"));
  }

  private static String address(HclBlock resource) {
    String prefix = resource.type().equals("data") ? "data." : "";
    return prefix + resource.label(0) + "." + resource.label(1);
  }

  private static Stream<Lifecycle> lifecycles(HclBlock resource) {
    return resource.blocks("lifecycle").stream()
        .map(
            it ->
                new Lifecycle(
                    address(resource),
                    it.attribute("prevent_destroy").filter(HclExpression::isTrue).isPresent(),
                    it.attribute("create_before_destroy").filter(HclExpression::isTrue).isPresent(),
                    it.attribute("ignore_changes").map(ModuleFacts::ignored).orElse(List.of()),
                    it.position()));
  }

  private static List<String> ignored(HclExpression changes) {
    return changes.text().equals("all") ? List.of("all") : changes.items();
  }

  private static Stream<Backend> backends(HclBlock terraform) {
    return Stream.concat(
        terraform.blocks("backend").stream().map(it -> backend(it.label(0), it)),
        terraform.blocks("cloud").stream().map(it -> backend("cloud", it)));
  }

  private static Backend backend(String type, HclBlock block) {
    Set<String> credentials = new TreeSet<>();
    block
        .attributes()
        .forEach(
            (name, value) -> {
              if (SecretRules.nameTells(name)
                  || name.equals("conn_str")
                  || name.equals("sas_token")) {
                credentials.add(name);
              }
            });
    return new Backend(type, block.attributes().keySet(), credentials, block.position());
  }

  private static Stream<RequiredProvider> providers(HclBlock terraform) {
    return terraform.blocks("required_providers").stream()
        .flatMap(it -> new TreeMap<>(it.attributes()).entrySet().stream())
        .map(
            it ->
                new RequiredProvider(it.getKey(), it.getValue().text(), it.getValue().position()));
  }

  private static Call call(HclBlock module) {
    return new Call(
        module.label(0),
        module.literal("source").orElse(null),
        module.literal("version").orElse(null),
        module.position());
  }

  private static Removal removal(HclBlock removed) {
    boolean stays =
        removed.blocks("lifecycle").stream()
            .anyMatch(it -> it.attribute("destroy").filter(HclExpression::isFalse).isPresent());
    return new Removal(source(removed, "from"), !stays, removed.position());
  }

  private static Stream<ProvisionerUse> provisioners(HclBlock resource) {
    return resource.blocks("provisioner").stream()
        .map(it -> new ProvisionerUse(address(resource), it.label(0), it.position()));
  }

  private static String source(HclBlock block, String attribute) {
    return block.attribute(attribute).map(HclExpression::text).orElse("");
  }
}
