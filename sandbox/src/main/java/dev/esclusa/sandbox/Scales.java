package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.sandbox.Preparation.Proposal;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scale subresource: a workload's replicas as an {@code autoscaling/v1 Scale} of its own. */
final class Scales {
  private static final ResourceType SCALE =
      new ResourceType(
          "autoscaling",
          "v1",
          "scales",
          "scale",
          "Scale",
          ResourceType.Scope.NAMESPACED,
          List.of(),
          List.of(),
          java.util.Set.of(),
          List.of());

  private final Registry registry;
  private final Reads reads;
  private final Writes writes;
  private final Patches patches;

  Scales(Registry registry, Reads reads, Writes writes, Patches patches) {
    this.registry = registry;
    this.reads = reads;
    this.writes = writes;
    this.patches = patches;
  }

  /** Where a type keeps its replicas, and what it says about its pods. */
  private record Paths(Pointer replicas, Pointer statusReplicas, @Nullable Pointer selector) {}

  Answer get(ResourceType type, ResourcePath path) {
    return Answer.ok(scale(type, reads.existing(type, path)));
  }

  Answer write(ResourceType type, ResourcePath path, Request request) {
    WriteOptions options = WriteOptions.of(request);
    Key key = type.key(path.namespace(), path.name());
    Mapping written =
        writes.change(type, key, Part.SCALE, options, live -> proposal(type, path, live, request));
    return Answer.ok(scale(type, written));
  }

  private Proposal proposal(ResourceType type, ResourcePath path, Mapping live, Request request) {
    Mapping scale = scale(type, live);
    Mapping wanted =
        request.method().equals("PUT")
            ? Addressed.check(SCALE, path, Bodies.read(request))
            : Addressed.check(SCALE, path, patched(scale, request));
    if (!(wanted.at("spec", "replicas") instanceof Value.Num)
        && wanted.at("spec", "replicas") != null) {
      throw Refusal.badRequest(
          "Scale in version \"v1\" cannot be handled as a Scale: spec.replicas: a whole number is"
              + " wanted");
    }
    long replicas = Meta.longOr(wanted, 0, "spec", "replicas");
    if (replicas < 0) {
      throw Refusal.invalid(
          SCALE,
          path.name(),
          List.of(
              Refusal.Cause.invalid(
                  "spec.replicas", Long.toString(replicas), "must be greater than or equal to 0")));
    }
    Mapping next = live.with(paths(type).replicas(), Value.of(replicas)).asMapping();
    String uid = Meta.uid(wanted);
    String revision = Meta.resourceVersion(wanted);
    if (!uid.isEmpty()) next = Meta.with(next, "uid", Value.of(uid));
    return new Proposal(
        revision.isEmpty()
            ? Meta.without(next, "resourceVersion")
            : Meta.with(next, "resourceVersion", Value.of(revision)),
        false);
  }

  private Mapping patched(Mapping scale, Request request) {
    return switch (patches.read(SCALE, request)) {
      case Patches.Difference difference -> patches.patched(SCALE, scale, difference);
      case Patches.Apply apply -> throw Refusal.gap("server-side apply of the scale subresource");
    };
  }

  private Mapping scale(ResourceType type, Mapping object) {
    Paths paths = paths(type);
    Mapping metadata = Meta.EMPTY;
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      metadata = Meta.carried(field, Meta.of(object), metadata);
    }
    Value replicas = object.at(paths.replicas());
    Value ready = object.at(paths.statusReplicas());
    Mapping status = Value.mapping("replicas", ready == null ? Value.of(0) : ready);
    String selector = selector(object, paths.selector());
    if (!selector.isEmpty()) status = status.with("selector", Value.of(selector));
    Mapping spec =
        replicas == null || replicas.equals(Value.of(0))
            ? Meta.EMPTY
            : Value.mapping("replicas", replicas);
    return Value.mapping(
        "kind",
        "Scale",
        "apiVersion",
        "autoscaling/v1",
        "metadata",
        metadata,
        "spec",
        spec,
        "status",
        status);
  }

  private Paths paths(ResourceType type) {
    CustomType custom = registry.custom(type);
    if (custom == null) {
      return new Paths(
          Pointer.of("spec", "replicas"),
          Pointer.of("status", "replicas"),
          Pointer.of("spec", "selector"));
    }
    Mapping scale = Meta.mappingAt(custom.version(), "subresources", "scale");
    String selector = scale.text("labelSelectorPath");
    return new Paths(
        pointer(Meta.textOr(scale, ".spec.replicas", "specReplicasPath")),
        pointer(Meta.textOr(scale, ".status.replicas", "statusReplicasPath")),
        selector == null ? null : pointer(selector));
  }

  private static Pointer pointer(String jsonPath) {
    return Pointer.of(jsonPath.substring(1).split("\\."));
  }

  private static String selector(Mapping object, @Nullable Pointer at) {
    Value found = at == null ? null : object.at(at);
    if (found instanceof Value.Text text) return text.value();
    if (!(found instanceof Mapping selector)) return "";
    List<String> parts = new ArrayList<>();
    Mapping labels =
        selector.has("matchLabels") ? Meta.mappingAt(selector, "matchLabels") : selector;
    for (Map.Entry<String, Value> label : labels.entries().entrySet()) {
      if (label.getValue() instanceof Value.Text text)
        parts.add(label.getKey() + "=" + text.value());
    }
    return String.join(",", parts.stream().sorted().toList());
  }
}
