package dev.esclusa.control;

import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.model.Drift;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Revision;
import dev.esclusa.observe.Adoption;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How Git would say what drifted. Nothing is written: a person commits it, and it goes the way of
 * every commit.
 */
final class Adopting {
  private final Shared shared;

  Adopting(Shared shared) {
    this.shared = shared;
  }

  /**
   * @param revision what is in place; absent where nothing is
   */
  Adoption of(Managed managed, @Nullable Revision revision, Drift drift) {
    List<Resource> desired = revision == null ? List.of() : resources(managed, revision);
    Optional<Adoption> told =
        shared
            .ports
            .authorities()
            .of(managed.target())
            .observer()
            .adoption(managed.target(), desired, drift);
    return told.orElseGet(() -> byPlaces(managed, revision, drift));
  }

  private List<Resource> resources(Managed managed, Revision revision) {
    return switch (shared.desires.of(
        managed, shared.estates.now(), revision.commit(), revision.origin())) {
      case DesiredOutcome.Ready it -> it.state().resources();
      case DesiredOutcome.Broken _ -> List.of();
    };
  }

  private Adoption byPlaces(Managed managed, @Nullable Revision revision, Drift drift) {
    List<String> notes = new ArrayList<>();
    if (drift.fields().isEmpty()) {
      notes.add(
          drift.address().text()
              + " is not there any more: take it out of the files, or let it be restored.");
    }
    Map<String, LinePatch> patches = new TreeMap<>();
    for (FieldChange field : drift.fields()) {
      Position at = revision == null ? null : place(managed, revision, drift, field);
      String note =
          at == null || revision == null
              ? "Git does not write it"
              : edit(patches, managed, revision, at, drift, field);
      if (note != null) {
        notes.add(words(drift, field) + ": " + note + (at == null ? "." : ", near " + at + "."));
      }
    }
    StringBuilder patch = new StringBuilder();
    patches.values().forEach(it -> patch.append(it.text()));
    return new Adoption(patch.toString(), notes);
  }

  private @Nullable Position place(
      Managed managed, Revision revision, Drift drift, FieldChange field) {
    return shared
        .desires
        .place(
            managed,
            revision.commit(),
            revision.origin(),
            new FieldAddress(drift.address(), field.pointer()))
        .orElse(null);
  }

  /** Null when it is in the patch; else why not. */
  private @Nullable String edit(
      Map<String, LinePatch> patches,
      Managed managed,
      Revision revision,
      Position at,
      Drift drift,
      FieldChange field) {
    Value real = real(drift, field);
    Value wanted = drift.restorable() ? field.after() : field.before();
    if (field.sensitive()) {
      return "it is a secret, which is not shown here; set it by hand";
    }
    if (real == null || wanted == null || !scalar(real) || !scalar(wanted)) {
      return "set it by hand";
    }
    SourceTree.Blob blob =
        shared.desires.tree(managed, revision.commit(), revision.origin()).file(at.file());
    if (blob == null) {
      return "it stands in another repository";
    }
    LinePatch patch =
        patches.computeIfAbsent(
            at.file(), it -> new LinePatch(it, new String(blob.bytes(), StandardCharsets.UTF_8)));
    return patch.replace(at, wanted, real)
        ? null
        : "what stands there is something else; set it by hand";
  }

  /**
   * An apply would go from what is to what Git says; what it would not undo is told the other way.
   */
  private static @Nullable Value real(Drift drift, FieldChange field) {
    return drift.restorable() ? field.before() : field.after();
  }

  private static boolean scalar(Value value) {
    return value instanceof Value.Text || value instanceof Value.Num || value instanceof Value.Bool;
  }

  private static String words(Drift drift, FieldChange field) {
    Value real = real(drift, field);
    String value = field.sensitive() ? "" : real == null ? " is absent" : " is " + real;
    return drift.address().text() + " " + field.pointer() + value;
  }
}
