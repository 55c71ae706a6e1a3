package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.sandbox.Preparation.Proposal;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verbs create, update and patch: read, prepare, and swap; once more when another write came
 * between.
 */
final class Writes {
  private static final int MAX_NAMES_TRIED = 8;

  private final Store store;
  private final Schemas schemas;
  private final Preparation preparation;
  private final Namespaces namespaces;
  private final Views views;
  private final Patches patches;
  private final Identity identity;

  Writes(
      Store store,
      Schemas schemas,
      Preparation preparation,
      Namespaces namespaces,
      Views views,
      Patches patches,
      Identity identity) {
    this.store = store;
    this.schemas = schemas;
    this.preparation = preparation;
    this.namespaces = namespaces;
    this.views = views;
    this.patches = patches;
    this.identity = identity;
  }

  Answer create(ResourceType type, ResourcePath path, Request request) {
    WriteOptions options = WriteOptions.of(request);
    Mapping body = Addressed.check(type, path, Bodies.read(request));
    if (!Meta.resourceVersion(body).isEmpty()) {
      throw Refusal.unexplained("resourceVersion should not be set on objects to be created");
    }
    Schemas.Shaped shaped = schemas.shaped(type, body, options.validation());
    Mapping created = create(type, path.namespace(), new Proposal(shaped.object(), false), options);
    return new Answer.Whole(201, views.one(type, created, request), shaped.warnings());
  }

  /** A made-up name that is taken is made up again. */
  Mapping create(ResourceType type, String namespace, Proposal proposal, WriteOptions options) {
    for (int tried = 1; ; tried++) {
      Proposal named = new Proposal(named(type, proposal.object()), proposal.booked());
      String name = Meta.name(named.object());
      Key key = type.key(namespace, name);
      if (type.namespaced()) namespaces.requireOpen(type, name, namespace);
      Mapping ready = preparation.created(type, named, options);
      if (store.get(key) == null) {
        if (options.dryRun()) return ready;
        Mapping committed = store.swap(key, null, ready, () -> namespaces.isOpen(key));
        if (committed != null) return committed;
        if (type.namespaced()) namespaces.requireOpen(type, name, namespace);
      }
      if (!Meta.name(proposal.object()).isEmpty() || tried == MAX_NAMES_TRIED) {
        throw Refusal.alreadyExists(type, name);
      }
    }
  }

  Answer update(ResourceType type, ResourcePath path, Part part, Request request) {
    WriteOptions options = WriteOptions.of(request);
    Mapping body = Addressed.check(type, path, Bodies.read(request));
    Schemas.Shaped shaped = schemas.shaped(type, body, options.validation());
    Key key = type.key(path.namespace(), path.name());
    if (Meta.resourceVersion(body).isEmpty()
        && !schemas.takesUnconditionalUpdates(type)
        && store.get(key) != null) {
      throw Refusal.missingRevision(type, path.name());
    }
    Mapping written =
        change(type, key, part, options, live -> new Proposal(shaped.object(), false));
    return new Answer.Whole(200, views.one(type, written, request), shaped.warnings());
  }

  Answer patch(ResourceType type, ResourcePath path, Part part, Request request) {
    WriteOptions options = WriteOptions.of(request);
    Patches.Patch patch = patches.read(type, request);
    Key key = type.key(path.namespace(), path.name());
    if (patch instanceof Patches.Apply apply && store.get(key) == null) {
      return applyMissing(type, path, part, apply, options, request);
    }
    PatchRun run = new PatchRun(type, path, patch, options);
    Mapping written = change(type, key, part, options, run);
    return new Answer.Whole(200, views.one(type, written, request), run.warnings);
  }

  private Answer applyMissing(
      ResourceType type,
      ResourcePath path,
      Part part,
      Patches.Apply apply,
      WriteOptions options,
      Request request) {
    if (part != Part.MAIN) throw Refusal.notFound(type, path.name());
    // an apply that creates does not heed the version it names: registry/generic/registry/store.go,
    // Update
    Mapping configuration =
        Meta.without(Addressed.check(type, path, apply.configuration()), "resourceVersion");
    String uid = Meta.uid(configuration);
    if (!uid.isEmpty()) {
      throw Refusal.conflict(
          type,
          path.name(),
          "uid mismatch: the provided object specified uid "
              + uid
              + ", and no existing object was found");
    }
    Mapping merged = patches.apply(type, null, configuration, "", apply);
    Mapping created = create(type, path.namespace(), new Proposal(merged, true), options);
    return Answer.created(views.one(type, created, request));
  }

  /** One patch request; its change may run again on a newer object. */
  private final class PatchRun implements Function<Mapping, Proposal> {
    private final ResourceType type;
    private final ResourcePath path;
    private final Patches.Patch patch;
    private final WriteOptions options;
    private List<String> warnings = List.of();

    PatchRun(ResourceType type, ResourcePath path, Patches.Patch patch, WriteOptions options) {
      this.type = type;
      this.path = path;
      this.patch = patch;
      this.options = options;
    }

    @Override
    public Proposal apply(Mapping live) {
      return switch (patch) {
        case Patches.Apply apply -> applied(live, apply);
        case Patches.Difference difference -> {
          Mapping patched = Addressed.check(type, path, patches.patched(type, live, difference));
          Schemas.Shaped shaped = readable(patched);
          warnings = shaped.warnings();
          requireSameUid(type, live, shaped.object());
          yield new Proposal(shaped.object(), false);
        }
      };
    }

    private Schemas.Shaped readable(Mapping patched) {
      try {
        return schemas.shaped(type, patched, options.validation());
      } catch (Refusal unreadable) {
        throw Refusal.unreadablePatch(String.valueOf(unreadable.getMessage()));
      }
    }

    private Proposal applied(Mapping live, Patches.Apply apply) {
      Mapping configuration = Addressed.check(type, path, apply.configuration());
      requireSameUid(type, live, configuration);
      requireSame(type, live, configuration);
      String subresource = path.subresource().equals("status") ? "status" : "";
      return new Proposal(patches.apply(type, live, configuration, subresource, apply), true);
    }
  }

  /** Changes one object, in one piece; {@code change} may run several times. */
  Mapping change(
      ResourceType type,
      Key key,
      Part part,
      WriteOptions options,
      Function<Mapping, Proposal> change) {
    while (true) {
      Mapping live = store.get(key);
      if (live == null) throw Refusal.notFound(type, key.name());
      Proposal proposal = change.apply(live);
      requireSame(type, live, proposal.object());
      Mapping next = preparation.updated(type, live, proposal, part, options);
      if (options.dryRun()) return next;
      Mapping stored = stored(key, live, next);
      if (stored != null) return stored;
    }
  }

  /**
   * What is there afterwards: the same object when nothing changes, none but the last state when it
   * may go.
   */
  private @Nullable Mapping stored(Key key, Mapping live, Mapping next) {
    if (next.equals(live)) return store.get(key) == live ? live : null;
    if (Deletes.mayGo(next)) return store.remove(key, live) ? next : null;
    return store.swap(key, live, next, () -> true);
  }

  /** A patch may repeat the uid, not change it. */
  private static void requireSameUid(ResourceType type, Mapping live, Mapping patched) {
    String uid = Meta.uid(patched);
    if (uid.isEmpty() || uid.equals(Meta.uid(live))) return;
    Refusal.Cause cause =
        Refusal.Cause.invalid("metadata.uid", NameRules.quoted(uid), "field is immutable");
    throw Refusal.invalid(type, Meta.name(live), List.of(cause));
  }

  /** A proposal that names a uid or a resourceVersion holds for that object in that state only. */
  private static void requireSame(ResourceType type, Mapping live, Mapping proposed) {
    String uid = Meta.uid(proposed);
    if (!uid.isEmpty() && !uid.equals(Meta.uid(live))) {
      throw Refusal.conflict(
          type,
          Meta.name(live),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, Meta.uid(live)));
    }
    String revision = Meta.resourceVersion(proposed);
    if (!revision.isEmpty()
        && !revision.equals("0")
        && !revision.equals(Meta.resourceVersion(live))) {
      throw Refusal.modified(type, Meta.name(live));
    }
  }

  private Mapping named(ResourceType type, Mapping object) {
    if (!Meta.name(object).isEmpty()) return object;
    String prefix = Meta.textOr(object, "", "metadata", "generateName");
    if (prefix.isEmpty()) {
      throw Refusal.invalid(
          type,
          "",
          List.of(Refusal.Cause.required("metadata.name", "name or generateName is required")));
    }
    String kept = prefix.length() > 58 ? prefix.substring(0, 58) : prefix;
    return Meta.with(object, "name", Value.of(kept + identity.suffix(5)));
  }
}
