package dev.esclusa.kube;

import dev.esclusa.kube.ManagedFields.Entry;
import dev.esclusa.kube.ManagedFields.Identity;
import dev.esclusa.kube.ManagedFields.Operation;
import dev.esclusa.kube.StructuredCompare.Comparison;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Server-side apply without a server: merges a configuration into a live object, removes what this
 * manager alone owned and no longer wants, and keeps the books of who owns what. Follows
 * structured-merge-diff (merge/update.go) and apimachinery's managedfields; defaulting is {@link
 * Defaults}' and comes after it.
 */
public final class ServerSideApply {
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";
  private static final String KUBECTL = "kubectl";
  private static final FieldSet NEVER_OWNED =
      FieldSet.parse(
          Value.mapping(
              "f:apiVersion", Value.mapping(),
              "f:kind", Value.mapping(),
              "f:metadata",
                  Value.mapping(
                      ".", Value.mapping(),
                      "f:name", Value.mapping(),
                      "f:namespace", Value.mapping(),
                      "f:creationTimestamp", Value.mapping(),
                      "f:selfLink", Value.mapping(),
                      "f:uid", Value.mapping(),
                      "f:clusterName", Value.mapping(),
                      "f:generation", Value.mapping(),
                      "f:managedFields", Value.mapping(),
                      "f:resourceVersion", Value.mapping())));
  private static final FieldSet STATUS = FieldSet.parse(Value.mapping("f:status", Value.mapping()));
  private static final FieldSet SPEC = FieldSet.parse(Value.mapping("f:spec", Value.mapping()));

  private ServerSideApply() {}

  /** What to do where another manager owns a field that would change. */
  public enum OnConflict {
    FAIL,
    /** Take the field over. */
    FORCE
  }

  /** How an apply ends. */
  public sealed interface Outcome {}

  /**
   * The object as it would be stored, before defaulting. {@code changed} is false when nothing but
   * times differs from the live object, which then comes back as it was.
   */
  public record Applied(Value object, boolean changed) implements Outcome {}

  /** Refused; nothing was changed. */
  public record Conflicts(List<Conflict> conflicts) implements Outcome {
    public Conflicts {
      conflicts = List.copyOf(conflicts);
    }
  }

  /** A field that the apply would change and another manager owns. */
  public record Conflict(Entry holder, FieldPath path, @Nullable Pointer pointer) {
    /** As the API server words a cause: {@code conflict with "kubectl" using apps/v1}. */
    public String message() {
      StringBuilder text =
          new StringBuilder("conflict with \"").append(holder.manager()).append('"');
      if (!holder.subresource().isEmpty()) {
        text.append(" with subresource \"").append(holder.subresource()).append('"');
      }
      if (holder.operation() == Operation.UPDATE) {
        text.append(" using ").append(holder.apiVersion());
      }
      return text.toString();
    }
  }

  /**
   * Applies a configuration.
   *
   * @param live the stored object; null to create it
   * @param applied the configuration, without managedFields
   */
  public static Outcome apply(
      @Nullable Value live,
      Value applied,
      ObjectSchema schema,
      FieldManager manager,
      OnConflict onConflict,
      Instant now) {
    refuseManagedFields(applied);
    ShapeCheck.require(applied, schema.root());
    Value nothing = skeleton(applied, schema);
    Value before = live == null ? nothing : live;
    Book book = Book.open(before, schema, manager.subresource());
    if (live != null && book.isEmpty()) {
      book.update(nothing, live, BEFORE_FIRST_APPLY, now);
    }
    Value merged =
        book.keepApart(
            withoutBook(before), book.apply(withoutBook(before), applied, manager.name()));
    List<Conflict> conflicts =
        onConflict == OnConflict.FORCE
            ? List.of()
            : book.conflicts(withoutBook(before), merged, manager.name());
    if (!conflicts.isEmpty() && !excused(live, manager, conflicts)) {
      return new Conflicts(conflicts);
    }
    book.settle(withoutBook(before), merged, manager.name(), now);
    Value written = book.writeInto(keepLastApplied(live, merged, applied, manager));
    return live != null && sameButTimes(live, written)
        ? new Applied(live, false)
        : new Applied(written, true);
  }

  /**
   * The books after a create, update or patch: what changed between the two belongs to this manager
   * now.
   *
   * @param live the stored object; null for a create
   * @param written the object after defaulting, as it would be stored
   * @return the written object with managedFields
   */
  public static Value recordUpdate(
      @Nullable Value live, Value written, ObjectSchema schema, FieldManager manager, Instant now) {
    Value before = live == null ? skeleton(written, schema) : live;
    Value source = manager.subresource().isEmpty() ? bookSource(before, written, schema) : before;
    Book book = Book.open(source, schema, manager.subresource());
    if (live != null && book.isEmpty()) {
      return withoutBook(written); // not tracked before, so not tracked now
    }
    book.update(withoutBook(before), withoutBook(written), manager.name(), now);
    Value stored = book.capped().writeInto(withoutBook(written));
    return live != null && sameButTimes(live, stored) ? sameTimes(live, stored) : stored;
  }

  /** A writer may edit the books themselves; an empty list or entry resets them. */
  private static Value bookSource(Value live, Value written, ObjectSchema schema) {
    Value given = written.at("metadata", "managedFields");
    boolean reset =
        given instanceof Value.Sequence(List<Value> items)
            && (items.isEmpty() || items.equals(List.of(Value.mapping())));
    if (reset) {
      return skeleton(written, schema);
    }
    return ManagedFields.of(written).entries().isEmpty() ? live : written;
  }

  private static void refuseManagedFields(Value applied) {
    if (applied.at("metadata", "managedFields") != null) {
      throw new KubeException(
          KubeException.Code.SHAPE,
          Pointer.of("metadata", "managedFields"),
          "an applied configuration must not have managedFields",
          "leave them out");
    }
  }

  /** kubectl may take over from its own client-side past what its annotation says it applied. */
  private static boolean excused(
      @Nullable Value live, FieldManager manager, List<Conflict> conflicts) {
    if (live == null || !manager.name().equals(KUBECTL)) {
      return false;
    }
    Value last = LastApplied.of(live);
    if (last == null) {
      return false;
    }
    return conflicts.stream()
        .allMatch(
            conflict -> {
              Pointer was = conflict.path().pointerIn(last);
              Pointer is = conflict.path().pointerIn(live);
              return was != null && is != null && Objects.equals(last.at(was), live.at(is));
            });
  }

  private static Value keepLastApplied(
      @Nullable Value live, Value merged, Value applied, FieldManager manager) {
    boolean kept = live != null && LastApplied.of(live) != null && manager.name().equals(KUBECTL);
    return kept ? LastApplied.write(merged, applied) : merged;
  }

  private static Value skeleton(Value object, ObjectSchema schema) {
    KubeObject read = KubeObject.of(object);
    Value.Mapping identity = Value.mapping("apiVersion", read.apiVersion(), "kind", read.kind());
    return Defaults.zeroObject(identity, schema);
  }

  static Value withoutBook(Value object) {
    return object.without(Pointer.of("metadata", "managedFields"));
  }

  private static boolean sameButTimes(Value live, Value written) {
    return withoutBook(live).equals(withoutBook(written))
        && ManagedFields.of(live)
            .timeless()
            .entries()
            .equals(ManagedFields.of(written).timeless().entries());
  }

  private static Value sameTimes(Value live, Value written) {
    return ManagedFields.of(live).writeInto(written);
  }

  /** The entries while they are being changed; for one operation only. */
  private static final class Book {
    private static final int MAX_UPDATERS = 10;
    private static final String ANCIENT = "ancient-changes";

    private final Map<Identity, Entry> entries = new LinkedHashMap<>();
    private final ObjectSchema schema;
    private final FieldSet ignored;
    private final String subresource;

    private Book(ObjectSchema schema, String subresource) {
      this.schema = schema;
      this.subresource = subresource;
      this.ignored = ignoredBy(schema, subresource);
    }

    static Book open(Value object, ObjectSchema schema, String subresource) {
      Book book = new Book(schema, subresource);
      for (Entry entry : ManagedFields.of(object).entries()) {
        book.entries.put(entry.identity(), entry.owning(entry.fields().settledBy(schema.root())));
      }
      return book;
    }

    private Identity writer(String manager, Operation operation, String apiVersion) {
      return new Identity(
          manager, operation, subresource, operation == Operation.APPLY ? "" : apiVersion);
    }

    private static FieldSet ignoredBy(ObjectSchema schema, String subresource) {
      if (!schema.statusApart()) {
        return FieldSet.EMPTY;
      }
      return switch (subresource) {
        case "" -> STATUS;
        case "status" -> SPEC;
        default -> FieldSet.EMPTY;
      };
    }

    boolean isEmpty() {
      return entries.isEmpty();
    }

    Value writeInto(Value object) {
      return new ManagedFields(List.copyOf(entries.values())).writeInto(object);
    }

    /** Registers what the applier wants, and gives the merged object without what it let go. */
    Value apply(Value live, Value applied, String manager) {
      String apiVersion = KubeObject.of(applied).apiVersion();
      Identity identity = writer(manager, Operation.APPLY, apiVersion);
      Entry last = entries.get(identity);
      FieldSet wanted = FieldSet.of(applied, schema.root()).recursiveDifference(ignored);
      entries.put(
          identity,
          new Entry(
              manager,
              Operation.APPLY,
              apiVersion,
              subresource,
              last == null ? null : last.time(),
              wanted));
      Value merged = StructuredMerge.merge(live, applied, schema.root());
      return last == null || last.fields().isEmpty() ? merged : prune(merged, last.fields());
    }

    /**
     * The status is not written with the object, nor the spec with the status; a new object has no
     * status.
     */
    Value keepApart(Value live, Value merged) {
      Value kept = merged;
      for (FieldPath path : ignored.paths()) {
        if (path.elements().getFirst() instanceof PathElement.Named(String name)) {
          Value was = live.at(name);
          kept = was == null ? kept.asMapping().without(name) : kept.asMapping().with(name, was);
        }
      }
      return kept;
    }

    private Value prune(Value merged, FieldSet last) {
      FieldSet lastNamed = last.withNamedFields(schema.root());
      Value pruned = removed(merged, lastNamed);
      FieldSet owned = FieldSet.EMPTY;
      for (Entry entry : entries.values()) {
        owned = owned.union(entry.fields());
      }
      FieldSet all = FieldSet.of(merged, schema.root()).withNamedFields(schema.root());
      FieldSet kept =
          FieldSet.of(pruned, schema.root())
              .withNamedFields(schema.root())
              .union(owned.withNamedFields(schema.root()));
      Value withOwned = removed(merged, all.difference(kept));
      FieldSet rest = FieldSet.of(withOwned, schema.root()).withNamedFields(schema.root());
      return removed(merged, all.difference(rest).intersection(lastNamed));
    }

    private Value removed(Value object, FieldSet gone) {
      Value left = StructuredRemove.remove(object, gone, schema.root());
      return left == null ? Value.mapping() : left;
    }

    List<Conflict> conflicts(Value live, Value merged, String manager) {
      FieldSet written = compare(live, merged).written();
      Identity self = writer(manager, Operation.APPLY, "");
      List<Conflict> found = new ArrayList<>();
      for (Entry entry : new ManagedFields(List.copyOf(entries.values())).entries()) {
        if (!entry.identity().equals(self)) {
          for (FieldPath path : entry.fields().intersection(written).paths()) {
            found.add(new Conflict(entry, path, path.pointerIn(merged)));
          }
        }
      }
      return found;
    }

    private Comparison compare(Value before, Value after) {
      return StructuredCompare.between(before, after, schema.root()).without(ignored);
    }

    /** After an apply: others lose what changed, the applier gets the time when something did. */
    void settle(Value live, Value merged, String manager, Instant now) {
      Identity self = writer(manager, Operation.APPLY, "");
      takeFromOthers(compare(live, merged), self);
      Entry own = entries.get(self);
      if (own != null) {
        Entry stripped = own.owning(own.fields().difference(NEVER_OWNED));
        entries.put(self, live.equals(merged) ? stripped : stripped.at(now));
      }
      dropEmpty();
    }

    void update(Value before, Value after, String manager, Instant now) {
      Comparison changes = compare(before, after);
      String apiVersion = KubeObject.of(after).apiVersion();
      Identity self = writer(manager, Operation.UPDATE, apiVersion);
      takeFromOthers(changes, null);
      FieldSet written = changes.written().difference(NEVER_OWNED);
      if (!written.isEmpty()) {
        Entry own = entries.get(self);
        FieldSet owned = own == null ? written : written.union(own.fields());
        entries.put(
            self, new Entry(manager, Operation.UPDATE, apiVersion, subresource, now, owned));
      }
      dropEmpty();
    }

    private void takeFromOthers(Comparison changes, @Nullable Identity self) {
      FieldSet lost = changes.written().union(changes.removed());
      entries.replaceAll(
          (identity, entry) ->
              identity.equals(self) ? entry : entry.owning(entry.fields().difference(lost)));
    }

    private void dropEmpty() {
      entries.values().removeIf(entry -> entry.fields().isEmpty());
    }

    /** Beyond ten updaters the oldest are put together, version by version. */
    Book capped() {
      List<Entry> updaters = new ArrayList<>();
      for (Entry entry : new ManagedFields(List.copyOf(entries.values())).entries()) {
        if (entry.operation() == Operation.UPDATE) {
          updaters.add(entry);
        }
      }
      int excess = updaters.size() - MAX_UPDATERS;
      Map<String, Entry> firstOfVersion = new LinkedHashMap<>();
      for (Entry oldest : updaters) {
        if (excess <= 0) {
          break;
        }
        Entry first = firstOfVersion.putIfAbsent(oldest.apiVersion(), oldest);
        if (first != null) {
          bury(first, oldest);
          excess--;
        }
      }
      return this;
    }

    private void bury(Entry first, Entry next) {
      Entry grave =
          new Entry(ANCIENT, Operation.UPDATE, next.apiVersion(), "", next.time(), next.fields());
      Entry before = entries.remove(first.identity());
      Entry buried = entries.get(grave.identity());
      FieldSet all = next.fields();
      all = before == null ? all : all.union(before.fields());
      all = buried == null ? all : all.union(buried.fields());
      entries.remove(next.identity());
      entries.put(grave.identity(), grave.owning(all));
    }
  }
}
