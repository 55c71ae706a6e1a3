package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The verbs delete and deletecollection: preconditions, propagation, finalizers. */
final class Deletes {
  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  /**
   * Kinds whose deletion answers the object instead of a Status (their registries in kube-apiserver
   * say so).
   */
  private static final Set<String> ANSWERED_BY_OBJECT =
      Set.of(
          "pods",
          "services",
          "serviceaccounts",
          "persistentvolumes",
          "persistentvolumeclaims",
          "podtemplates",
          "resourcequotas");

  private final Store store;
  private final Views views;
  private final Identity identity;

  Deletes(Store store, Views views, Identity identity) {
    this.store = store;
    this.views = views;
    this.identity = identity;
  }

  /** What happens to the objects that an object owns. */
  enum Propagation {
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }

  /** Options of a delete; empty preconditions are none. */
  record Options(
      boolean dryRun, @Nullable Propagation propagation, String uid, String resourceVersion) {
    static final Options PLAIN = new Options(false, null, "", "");
  }

  /** Whether an object that is being deleted has nothing left that holds it. */
  static boolean mayGo(Mapping object) {
    return Meta.isBeingDeleted(object)
        && Meta.finalizers(object).isEmpty()
        && Meta.textsAt(object, "spec", "finalizers").isEmpty();
  }

  Answer delete(ResourceType type, ResourcePath path, Request request) {
    Options options = options(request);
    List<String> warnings = warnings(type, options);
    Key key = type.key(path.namespace(), path.name());
    Mapping existing = store.get(key);
    if (existing == null) throw Refusal.notFound(type, path.name());
    Mapping left = delete(type, key, options);
    boolean gone = left == null;
    Mapping shown = left == null ? existing : left;
    boolean asStatus = gone && !ANSWERED_BY_OBJECT.contains(type.plural());
    return new Answer.Whole(
        200, asStatus ? deleted(type, shown) : views.one(type, shown, request), warnings);
  }

  private static List<String> warnings(ResourceType type, Options options) {
    if (!type.is("batch", "jobs") || options.propagation() != null) return List.of();
    return List.of(
        "child pods are preserved by default when jobs are deleted; set"
            + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
            + " suppress this warning");
  }

  Answer deleteCollection(ResourceType type, ResourcePath path, Request request) {
    Options options = options(request);
    Selection selection = Selection.of(type, path, request);
    Store.Listing listing = store.list(type.group(), type.plural(), path.namespace());
    List<Mapping> deleted = new ArrayList<>();
    for (Mapping object : listing.objects()) {
      if (!selection.selects(object)) continue;
      Key key = type.key(Meta.namespace(object), Meta.name(object));
      if (store.get(key) == null) continue;
      Mapping left = delete(type, key, options);
      deleted.add(left == null ? object : left);
    }
    return Answer.ok(
        views.list(type, deleted, new Views.Page(store.revision(), null, null), request));
  }

  /** Deletes, or marks for deletion; the object as it is left, null when it is gone. */
  @Nullable Mapping delete(ResourceType type, Key key, Options options) {
    while (true) {
      Mapping live = store.get(key);
      if (live == null) return null;
      check(type, live, options);
      Mapping marked = marked(type, live, options);
      if (mayGo(marked)) {
        if (options.dryRun() || store.remove(key, live)) return null;
      } else {
        if (options.dryRun() || marked.equals(live)) return marked;
        Mapping committed = store.swap(key, live, marked, () -> true);
        if (committed != null) return committed;
      }
    }
  }

  private Mapping marked(ResourceType type, Mapping live, Options options) {
    Mapping marked = live;
    if (!Meta.isBeingDeleted(live)) {
      marked = Meta.with(marked, "deletionTimestamp", Value.of(identity.timestamp()));
      if (!type.is("", "namespaces"))
        marked = Meta.with(marked, "deletionGracePeriodSeconds", Value.of(0));
      if (live.at("metadata", "generation") instanceof Value.Num generation) {
        marked = Meta.with(marked, "generation", Value.of(generation.longValue() + 1));
      }
    }
    marked = Meta.withFinalizers(marked, finalizers(type, live, options));
    if (type.is("", "namespaces")) {
      marked = marked.with("status", Meta.status(marked).with("phase", Value.of("Terminating")));
    }
    return marked;
  }

  /**
   * Propagation is remembered as a finalizer, which the garbage collector takes away when it is
   * done.
   */
  private static List<String> finalizers(ResourceType type, Mapping live, Options options) {
    List<String> finalizers = new ArrayList<>(Meta.finalizers(live));
    Propagation propagation = options.propagation();
    if (type.is(Registry.CRD_GROUP, Registry.CRD_PLURAL)
        && !finalizers.contains(DefinitionDrain.FINALIZER)) {
      finalizers.add(DefinitionDrain.FINALIZER);
    }
    if (propagation == null)
      return type.is("batch", "jobs") && finalizers.isEmpty() ? List.of(ORPHAN) : finalizers;
    finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
    switch (propagation) {
      case BACKGROUND -> {}
      case FOREGROUND -> finalizers.add(FOREGROUND);
      case ORPHAN -> finalizers.add(ORPHAN);
    }
    return finalizers;
  }

  private static void check(ResourceType type, Mapping live, Options options) {
    precondition(type, live, "UID", options.uid(), Meta.uid(live), "deleted and then recreated");
    precondition(
        type,
        live,
        "ResourceVersion",
        options.resourceVersion(),
        Meta.resourceVersion(live),
        "modified");
  }

  private static void precondition(
      ResourceType type, Mapping live, String what, String wanted, String found, String perhaps) {
    if (wanted.isEmpty() || wanted.equals(found)) return;
    throw Refusal.failedPrecondition(
        type,
        Meta.name(live),
        "the %s in the precondition (%s) does not match the %s in record (%s). The object might have been %s"
            .formatted(what, wanted, what, found, perhaps));
  }

  private static Mapping deleted(ResourceType type, Mapping object) {
    Mapping details = Value.mapping("name", Meta.name(object));
    if (!type.group().isEmpty()) details = details.with("group", Value.of(type.group()));
    details = details.with("kind", Value.of(type.plural())).with("uid", Value.of(Meta.uid(object)));
    return Value.mapping(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        Meta.EMPTY,
        "status",
        "Success",
        "details",
        details);
  }

  /** From the body where there is one, else from the query. */
  private static Options options(Request request) {
    Mapping body = Bodies.read(request);
    List<String> dryRun = Meta.textsAt(body, "dryRun");
    String effect = dryRun.isEmpty() ? request.parameter("dryRun") : dryRun.getFirst();
    String propagation =
        Meta.textOr(body, request.parameter("propagationPolicy"), "propagationPolicy");
    if (Value.TRUE.equals(body.get("orphanDependents"))) propagation = "Orphan";
    return new Options(
        WriteOptions.effect(effect, "DeleteOptions.meta.k8s.io") == WriteOptions.Effect.DRY_RUN,
        propagation(propagation),
        Meta.textOr(body, "", "preconditions", "uid"),
        Meta.textOr(body, "", "preconditions", "resourceVersion"));
  }

  private static @Nullable Propagation propagation(String text) {
    return switch (text) {
      case "" -> null;
      case "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default ->
          throw WriteOptions.unsupported(
              "DeleteOptions.meta.k8s.io",
              "propagationPolicy",
              NameRules.quoted(text),
              "\"Foreground\", \"Background\", \"Orphan\", \"nil\"");
    };
  }
}
