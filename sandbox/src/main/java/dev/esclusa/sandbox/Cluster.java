package dev.esclusa.sandbox;

import dev.esclusa.sandbox.Preparation.Part;
import dev.esclusa.sandbox.Preparation.Proposal;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as its own controllers see and change it, by the same rules as any client. What is
 * gone meanwhile, or refused because its namespace ends, is left alone: the next event tells more.
 */
final class Cluster {
  private final Store store;
  private final Registry registry;
  private final Writes writes;
  private final Deletes deletes;
  private final Identity identity;

  Cluster(Store store, Registry registry, Writes writes, Deletes deletes, Identity identity) {
    this.store = store;
    this.registry = registry;
    this.writes = writes;
    this.deletes = deletes;
    this.identity = identity;
  }

  Identity identity() {
    return identity;
  }

  @Nullable Mapping get(Key key) {
    return store.get(key);
  }

  List<Mapping> list(String group, String plural, String namespace) {
    return store.list(group, plural, namespace).objects();
  }

  List<Key> keysIn(String namespace) {
    return store.keysIn(namespace);
  }

  @Nullable Key keyOf(String uid) {
    return store.keyOf(uid);
  }

  List<Key> dependentsOf(String uid) {
    return store.dependentsOf(uid);
  }

  /** The objects of one kind that this one controls. */
  List<Mapping> controlled(Mapping owner, String group, String plural) {
    List<Mapping> found = new ArrayList<>();
    for (Key key : dependentsOf(Meta.uid(owner))) {
      Mapping dependent = key.isOf(group, plural) ? get(key) : null;
      if (dependent != null) found.add(dependent);
    }
    return found;
  }

  /** Null when it is there already or may not be made. */
  @Nullable Mapping create(Mapping object, String manager) {
    ResourceType type = registry.findKind(Meta.textOr(object, "", "apiVersion"), Meta.kind(object));
    if (type == null) return null;
    String namespace = Meta.namespace(object);
    if (store.get(type.key(namespace, Meta.name(object))) != null) return null;
    try {
      return writes.create(type, namespace, new Proposal(object, false), options(manager));
    } catch (Refusal refused) {
      return null;
    }
  }

  void change(Key key, Part part, String manager, UnaryOperator<Mapping> change) {
    ResourceType type = registry.find(key);
    if (type == null || store.get(key) == null) return;
    try {
      writes.change(
          type, key, part, options(manager), live -> new Proposal(change.apply(live), false));
    } catch (Refusal gone) {
      if (gone.code() != 404) throw gone;
    }
  }

  void setStatus(Key key, String manager, UnaryOperator<Mapping> change) {
    change(key, Part.STATUS, manager, live -> live.with("status", change.apply(Meta.status(live))));
  }

  void delete(Key key, Deletes.Propagation propagation) {
    ResourceType type = registry.find(key);
    if (type != null) deletes.delete(type, key, new Deletes.Options(false, propagation, "", ""));
    else if (store.get(key) instanceof Mapping orphaned) store.remove(key, orphaned);
  }

  void removeFinalizer(Key key, String finalizer, String manager) {
    change(
        key,
        Part.MAIN,
        manager,
        live -> {
          List<String> left = new ArrayList<>(Meta.finalizers(live));
          left.remove(finalizer);
          return Meta.withFinalizers(live, left);
        });
  }

  /** The reference by which a controlled object names its controller. */
  static Value ownedBy(Mapping owner) {
    Mapping reference =
        Value.mapping(
            "apiVersion", Meta.textOr(owner, "", "apiVersion"),
            "kind", Meta.kind(owner),
            "name", Meta.name(owner),
            "uid", Meta.uid(owner),
            "controller", true,
            "blockOwnerDeletion", true);
    return Value.sequence(reference);
  }

  private static WriteOptions options(String manager) {
    return new WriteOptions(
        WriteOptions.Effect.PERSIST, WriteOptions.FieldValidation.IGNORE, manager);
  }
}
