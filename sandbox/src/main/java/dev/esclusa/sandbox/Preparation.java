package dev.esclusa.sandbox;

import dev.esclusa.kube.FieldManager;
import dev.esclusa.kube.ServerSideApply;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a client proposes into what is stored: server fields, kind rules, validation,
 * ownership.
 */
final class Preparation {
  private final Schemas schemas;
  private final KindRules rules;
  private final Registry registry;
  private final Identity identity;

  Preparation(Schemas schemas, KindRules rules, Registry registry, Identity identity) {
    this.schemas = schemas;
    this.rules = rules;
    this.registry = registry;
    this.identity = identity;
  }

  /**
   * An object that a client wants; {@code booked} when its managedFields are already kept, as after
   * an apply.
   */
  record Proposal(Mapping object, boolean booked) {}

  /** Which part of an object a write is about; the rest stays as it is. */
  enum Part {
    MAIN,
    STATUS,
    /** The spec as the system itself completes it: a pod is placed, a namespace finalized. */
    SPEC,
    SCALE;

    /** The name by which managedFields tell this part's writers apart. */
    String subresource() {
      return switch (this) {
        case MAIN, SPEC -> "";
        case STATUS -> "status";
        case SCALE -> "scale";
      };
    }
  }

  Mapping created(ResourceType type, Proposal proposal, WriteOptions options) {
    Mapping object = proposal.object();
    if (type.hasStatus()) object = object.without("status");
    Mapping stamped =
        Meta.changed(
            object,
            metadata -> {
              Mapping own = serverFieldsFirst(metadata);
              return tracksGeneration(type)
                  ? own.with("generation", Value.of(1))
                  : own.without("generation");
            });
    Mapping decoded = rules.decoded(type, null, stamped);
    Mapping booked =
        proposal.booked()
            ? decoded
            : booked(type, null, decoded, FieldManager.of(options.manager()));
    Mapping ruled = rules.created(type, booked);
    refuse(type, ruled, rules.shortages(type, null, ruled, options.effect()));
    refuse(type, ruled, rules.faults(type, null, ruled));
    return ruled;
  }

  Mapping updated(
      ResourceType type, Mapping live, Proposal proposal, Part part, WriteOptions options) {
    Mapping kept = keepOthers(type, live, proposal.object(), part);
    Mapping decoded = rules.decoded(type, live, kept);
    FieldManager writer = new FieldManager(options.manager(), part.subresource());
    Mapping booked = proposal.booked() ? decoded : booked(type, live, decoded, writer);
    boolean whole = part == Part.MAIN || part == Part.SCALE;
    Mapping counted =
        withGeneration(type, live, whole ? rules.updated(type, live, booked) : booked);
    if (whole) {
      refuse(type, counted, rules.shortages(type, live, counted, options.effect()));
      refuse(type, counted, rules.faults(type, live, counted));
    }
    return counted;
  }

  /**
   * Who wrote what is noted of the object as the client gave it; what the rules add to it is
   * nobody's.
   */
  private Mapping booked(
      ResourceType type, @Nullable Mapping live, Mapping decoded, FieldManager writer) {
    return ServerSideApply.recordUpdate(live, decoded, schemas.of(type), writer, identity.now())
        .asMapping();
  }

  private Mapping serverFieldsFirst(Mapping metadata) {
    Map<String, Value> entries = new LinkedHashMap<>(metadata.entries());
    List.of("resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds")
        .forEach(entries::remove);
    entries.put("uid", Value.of(identity.uid()));
    entries.put("creationTimestamp", Value.of(identity.timestamp()));
    return Value.mapping(entries);
  }

  /** A write of one part leaves the others alone; server fields are never a client's to change. */
  private static Mapping keepOthers(ResourceType type, Mapping live, Mapping proposed, Part part) {
    Mapping kept =
        switch (part) {
          case MAIN, SCALE -> type.hasStatus() ? Meta.carried("status", live, proposed) : proposed;
          case STATUS -> Meta.carried("metadata", live, Meta.carried("status", proposed, live));
          case SPEC -> Meta.carried("spec", proposed, live);
        };
    Mapping books = Meta.of(proposed);
    return Meta.changed(
        kept,
        metadata -> {
          Mapping own = Meta.carried("managedFields", books, metadata);
          for (String field :
              List.of(
                  "uid",
                  "resourceVersion",
                  "creationTimestamp",
                  "deletionTimestamp",
                  "deletionGracePeriodSeconds",
                  "generation",
                  "selfLink")) {
            own = Meta.carried(field, Meta.of(live), own);
          }
          return own;
        });
  }

  private Mapping withGeneration(ResourceType type, Mapping live, Mapping next) {
    if (!tracksGeneration(type) || sameIntent(type, live, next)) return next;
    return Meta.with(
        next, "generation", Value.of(Meta.longOr(live, 0, "metadata", "generation") + 1));
  }

  /**
   * Whether what a controller works on is the same: the spec, for custom objects all but metadata
   * and status.
   */
  private boolean sameIntent(ResourceType type, Mapping live, Mapping next) {
    if (registry.custom(type) == null && next.has("spec")) {
      return Objects.equals(next.get("spec"), live.get("spec"));
    }
    Mapping before = live.without("metadata");
    Mapping after = next.without("metadata");
    if (!type.hasStatus()) return before.equals(after);
    return before.without("status").equals(after.without("status"));
  }

  private boolean tracksGeneration(ResourceType type) {
    return registry.custom(type) != null || rules.tracksGeneration(type);
  }

  private static void refuse(ResourceType type, Mapping object, List<Refusal.Cause> faults) {
    if (!faults.isEmpty()) throw Refusal.invalid(type, Meta.name(object), faults);
  }
}
