package dev.esclusa.sandbox;

import dev.esclusa.kube.FieldManager;
import dev.esclusa.kube.JsonMergePatch;
import dev.esclusa.kube.JsonPatch;
import dev.esclusa.kube.KubeException;
import dev.esclusa.kube.ServerSideApply;
import dev.esclusa.kube.ServerSideApply.OnConflict;
import dev.esclusa.kube.StrategicMerge;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The four kinds of patch bodies. */
final class Patches {
  private static final List<String> WITHOUT_STRATEGIC =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml");

  private final Schemas schemas;
  private final Registry registry;
  private final Identity identity;

  Patches(Schemas schemas, Registry registry, Identity identity) {
    this.schemas = schemas;
    this.registry = registry;
    this.identity = identity;
  }

  /** A patch as it was sent. */
  sealed interface Patch permits Apply, Difference {}

  /** Server-side apply. */
  record Apply(Mapping configuration, String manager, OnConflict onConflict) implements Patch {}

  /** Everything else: what to change in whatever is there. */
  record Difference(Format format, Value body) implements Patch {}

  /** How a difference is written. */
  enum Format {
    JSON,
    MERGE,
    STRATEGIC
  }

  Patch read(ResourceType type, Request request) {
    boolean force = request.flag("force");
    if (request.contentType().equals("application/apply-patch+yaml")) return apply(request, force);
    if (force)
      throw options(Refusal.Cause.forbidden("force", "may not be specified for non-apply patch"));
    return switch (request.contentType()) {
      case "application/json-patch+json" ->
          new Difference(Format.JSON, Bodies.json(request.body()));
      case "application/merge-patch+json" ->
          new Difference(Format.MERGE, Bodies.json(request.body()));
      case "application/strategic-merge-patch+json" -> {
        if (registry.custom(type) != null) throw Refusal.unsupportedMediaType(WITHOUT_STRATEGIC);
        yield new Difference(Format.STRATEGIC, Bodies.json(request.body()));
      }
      default -> throw Refusal.unsupportedPatch();
    };
  }

  Mapping patched(ResourceType type, Mapping live, Difference patch) {
    try {
      Value patched =
          switch (patch.format()) {
            case JSON -> JsonPatch.patch(live, patch.body());
            case MERGE -> JsonMergePatch.patch(live, patch.body());
            case STRATEGIC -> StrategicMerge.patch(live, patch.body(), schemas.of(type));
          };
      return patched.asMapping();
    } catch (KubeException refused) {
      throw patch.format() == Format.STRATEGIC
          ? Refusal.badRequest(text(refused))
          : Refusal.brokenPatch();
    }
  }

  /** The merged object with its managedFields; {@code live} is null when the apply creates it. */
  Mapping apply(
      ResourceType type,
      @Nullable Mapping live,
      Mapping configuration,
      String subresource,
      Apply apply) {
    if (configuration.at("metadata", "managedFields") != null) {
      throw Refusal.badRequest("metadata.managedFields must be nil");
    }
    FieldManager manager = new FieldManager(apply.manager(), subresource);
    try {
      ServerSideApply.Outcome outcome =
          ServerSideApply.apply(
              live, configuration, schemas.of(type), manager, apply.onConflict(), identity.now());
      return switch (outcome) {
        case ServerSideApply.Applied applied -> applied.object().asMapping();
        case ServerSideApply.Conflicts conflicts -> throw conflict(conflicts.conflicts());
      };
    } catch (KubeException refused) {
      throw Refusal.unexplained(
          "failed to create typed patch object (%s/%s; %s, Kind=%s): %s"
              .formatted(
                  Meta.namespace(apply.configuration()), // as it was sent
                  Meta.name(configuration),
                  type.group().isEmpty() ? "/" + type.version() : type.apiVersion(),
                  type.kind(),
                  typed(refused)));
    }
  }

  private static String typed(KubeException refused) {
    String place = refused.pointer() == null ? "" : "." + Schemas.dotted(refused.pointer());
    boolean unknown = refused.reason().endsWith("is not declared");
    return place + ": " + (unknown ? "field not declared in schema" : refused.reason());
  }

  private static String text(KubeException refused) {
    return refused.pointer() == null
        ? refused.reason()
        : refused.pointer() + ": " + refused.reason();
  }

  private static Apply apply(Request request, boolean force) {
    String manager = request.parameter("fieldManager");
    if (manager.isEmpty()) {
      throw options(Refusal.Cause.required("fieldManager", "is required for apply patch"));
    }
    Mapping configuration = Bodies.yaml(request.body()).asMapping();
    for (String needed : List.of("apiVersion", "kind")) {
      if (configuration.text(needed) == null) {
        throw Refusal.badRequest("invalid object type: /, Kind=");
      }
    }
    return new Apply(configuration, manager, force ? OnConflict.FORCE : OnConflict.FAIL);
  }

  private static Refusal options(Refusal.Cause cause) {
    return Refusal.invalidOptions("PatchOptions.meta.k8s.io", cause);
  }

  /** Worded as apimachinery's managedfields conflict error. */
  private static Refusal conflict(List<ServerSideApply.Conflict> conflicts) {
    List<Refusal.Cause> causes = new ArrayList<>();
    Map<String, List<String>> pathsByHolder = new LinkedHashMap<>();
    for (ServerSideApply.Conflict conflict : conflicts) {
      String path = conflict.path().toString();
      causes.add(new Refusal.Cause("FieldManagerConflict", path, conflict.message()));
      String holder = conflict.message().substring("conflict with ".length());
      pathsByHolder.computeIfAbsent(holder, absent -> new ArrayList<>()).add(path);
    }
    if (causes.size() == 1) {
      Refusal.Cause only = causes.getFirst();
      return Refusal.applyConflict(
          "Apply failed with 1 conflict: " + only.message() + ": " + only.field(), causes);
    }
    List<String> lines = new ArrayList<>();
    pathsByHolder.forEach(
        (holder, paths) -> {
          lines.add("conflicts with " + holder + ":");
          for (String path : paths) lines.add("- " + path);
        });
    return Refusal.applyConflict(
        "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines), causes);
  }
}
