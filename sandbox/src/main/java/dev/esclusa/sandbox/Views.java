package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects in the form that a client asked for. */
final class Views {
  private static final String META_V1 = "meta.k8s.io/v1";

  private final Registry registry;
  private final TableView tables;

  Views(Registry registry, TableView tables) {
    this.registry = registry;
    this.tables = tables;
  }

  /** What the list metadata carries beside the revision. */
  record Page(long revision, @Nullable String continueToken, @Nullable Long remaining) {}

  Value one(ResourceType type, Mapping object, Request request) {
    return switch (Accept.of(request.headers().get("Accept"))) {
      case TABLE ->
          tables.table(type, List.of(object), Meta.of(object).get("resourceVersion"), request);
      case PARTIAL -> partial(object);
      case OBJECT, AGGREGATED_DISCOVERY -> inVersion(type, object);
    };
  }

  Value list(ResourceType type, List<Mapping> objects, Page page, Request request) {
    Mapping metadata = Value.mapping("resourceVersion", Long.toString(page.revision()));
    if (registry.custom(type) != null)
      metadata =
          Value.mapping("continue", "")
              .with("resourceVersion", Value.of(Long.toString(page.revision())));
    if (page.continueToken() != null)
      metadata = metadata.with("continue", Value.of(page.continueToken()));
    if (page.remaining() != null)
      metadata = metadata.with("remainingItemCount", Value.of(page.remaining()));
    return switch (Accept.of(request.headers().get("Accept"))) {
      case TABLE -> tables.table(type, objects, Value.NULL, request).with("metadata", metadata);
      case PARTIAL ->
          listOf(
              "PartialObjectMetadataList",
              META_V1,
              metadata,
              objects.stream().map(Views::partial).toList());
      case OBJECT, AGGREGATED_DISCOVERY ->
          listOf(type.kind() + "List", type.apiVersion(), metadata, items(type, objects));
    };
  }

  /** One line of a watch; {@code first} says whether a table still needs its column definitions. */
  Value watched(ResourceType type, Mapping object, Request request, boolean first) {
    Value shown = one(type, object, request);
    return first || !(shown instanceof Mapping table) || !"Table".equals(table.text("kind"))
        ? shown
        : table.with("columnDefinitions", Value.sequence());
  }

  /** A bookmark carries no object, only the revision, in the form of the watch. */
  Value bookmark(ResourceType type, long revision, boolean initialEnd, Request request) {
    Mapping metadata = Value.mapping("resourceVersion", Long.toString(revision));
    if (initialEnd) {
      metadata = metadata.with("annotations", Value.mapping("k8s.io/initial-events-end", "true"));
    }
    return switch (Accept.of(request.headers().get("Accept"))) {
      case TABLE ->
          Value.mapping(
              "kind",
              "Table",
              "apiVersion",
              META_V1,
              "metadata",
              metadata,
              "columnDefinitions",
              Value.sequence(),
              "rows",
              Value.sequence());
      case PARTIAL ->
          Value.mapping(
              "kind", "PartialObjectMetadata", "apiVersion", META_V1, "metadata", metadata);
      case OBJECT, AGGREGATED_DISCOVERY ->
          Value.mapping("kind", type.kind(), "apiVersion", type.apiVersion(), "metadata", metadata);
    };
  }

  static Mapping partial(Mapping object) {
    return Value.mapping(
        "kind", "PartialObjectMetadata", "apiVersion", META_V1, "metadata", Meta.of(object));
  }

  /**
   * Custom objects are stored in the version they were written in, and shown in the one asked for.
   */
  private static Mapping inVersion(ResourceType type, Mapping object) {
    return type.apiVersion().equals(object.text("apiVersion"))
        ? object
        : object.with("apiVersion", Value.of(type.apiVersion()));
  }

  /** Lists of built-in kinds leave out what each item is, as Go's typed lists do. */
  private List<Mapping> items(ResourceType type, List<Mapping> objects) {
    boolean custom = registry.custom(type) != null;
    List<Mapping> items = new ArrayList<>(objects.size());
    for (Mapping object : objects) items.add(custom ? inVersion(type, object) : untyped(object));
    return items;
  }

  private static Mapping untyped(Mapping object) {
    Map<String, Value> entries = new LinkedHashMap<>(object.entries());
    entries.remove("apiVersion");
    entries.remove("kind");
    return Value.mapping(entries);
  }

  private static Mapping listOf(
      String kind, String apiVersion, Mapping metadata, List<Mapping> items) {
    return Value.mapping(
        "kind",
        kind,
        "apiVersion",
        apiVersion,
        "metadata",
        metadata,
        "items",
        new Sequence(List.copyOf(items)));
  }
}
