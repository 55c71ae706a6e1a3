package dev.esclusa.observe;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Drift.Cause;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds drift: what predicting the accepted desired state again would change. One object may show
 * several sightings when its fields have different causes.
 */
public final class DriftDetector {
  private static final Comparator<Writer> NEWEST_FIRST =
      Comparator.comparing((Writer it) -> it.at() == null ? Instant.MIN : it.at())
          .reversed()
          .thenComparing(Writer::manager);

  private final DriftQuestion question;
  private final Map<Address, Value> desired = new HashMap<>();

  private DriftDetector(DriftQuestion question) {
    this.question = question;
    question.desired().forEach(it -> desired.put(it.address(), it.body()));
  }

  /** In address order. */
  public static List<Sighting> detect(DriftQuestion question) {
    DriftDetector detector = new DriftDetector(question);
    List<Sighting> found = new ArrayList<>();
    question.restore().changes().stream()
        .filter(it -> drifts(it.action()))
        .sorted(Comparator.comparing(ResourceChange::address))
        .forEach(it -> found.addAll(detector.sightings(it)));
    Set<Address> undone = found.stream().map(Sighting::address).collect(Collectors.toSet());
    question.restore().leftAlone().stream()
        .filter(it -> !undone.contains(it.address()))
        .forEach(it -> found.addAll(detector.leftAlone(it)));
    return List.copyOf(found);
  }

  /** What the authority would leave as it is. */
  private List<Sighting> leftAlone(ResourceChange change) {
    List<Sighting> found =
        change.fields().isEmpty()
            ? List.of(sighting(change, writer(change.address(), null), List.of()))
            : sightings(change);
    return found.stream()
        .map(
            it ->
                new Sighting(
                    it.address(), it.cause(), it.actor(), it.manager(), it.fields(), false))
        .toList();
  }

  /** What Git no longer asks for is a prune that waits, no drift. */
  private static boolean drifts(Action action) {
    return switch (action) {
      case CREATE, UPDATE, REPLACE, ADOPT -> true;
      case NOTHING, DELETE, FORGET -> false;
    };
  }

  private List<Sighting> sightings(ResourceChange change) {
    if (change.action() == Action.CREATE) {
      return List.of(gone(change));
    }
    if (change.fields().isEmpty()) {
      return List.of(sighting(change, writer(change.address(), null), List.of()));
    }
    Map<Cause, List<FieldChange>> byCause = new TreeMap<>();
    for (FieldChange field : change.fields()) {
      byCause.computeIfAbsent(causeOf(change.address(), field), _ -> new ArrayList<>()).add(field);
    }
    return byCause.entrySet().stream()
        .map(it -> sighting(change.address(), it.getKey(), it.getValue()))
        .toList();
  }

  private Sighting sighting(Address address, Cause cause, List<FieldChange> fields) {
    Writer first = null;
    for (FieldChange field : fields) {
      first = first == null ? holder(address, field) : first;
    }
    return new Sighting(
        address,
        cause,
        first == null ? null : first.actor(),
        first == null ? null : first.manager(),
        fields);
  }

  private Sighting gone(ResourceChange change) {
    return sighting(change, writer(change.address(), null), List.of());
  }

  private Sighting sighting(
      ResourceChange change, @Nullable Writer writer, List<FieldChange> fields) {
    Cause cause =
        ignored(change.address(), Pointer.ROOT)
            ? Cause.IGNORED
            : causeBy(
                writer,
                change.address() instanceof Address.Terraform && writer == null
                    ? Cause.UNAUTHORIZED
                    : Cause.EXTERNAL_ACTOR);
    return new Sighting(
        change.address(),
        cause,
        writer == null ? null : writer.actor(),
        writer == null ? null : writer.manager(),
        fields);
  }

  private Cause causeOf(Address address, FieldChange field) {
    if (ignored(address, field.pointer())) {
      return Cause.IGNORED;
    }
    Writer holder = holder(address, field);
    boolean told = address instanceof Address.Terraform; // noise was left out by who knows it
    boolean nobodyAsked = holder == null && !told && !asked(address, field.pointer());
    if (told && holder == null && !question.breakGlass()) {
      return Cause.UNAUTHORIZED;
    }
    return causeBy(holder, nobodyAsked ? Cause.PROVIDER_DEFAULT : Cause.EXTERNAL_ACTOR);
  }

  /** As the managed fields tell, else as the prediction does. */
  private @Nullable Writer holder(Address address, FieldChange field) {
    Writer writer = writer(address, field.pointer());
    String other = field.takenFrom();
    return writer == null && other != null ? new Writer(other, List.of(), null, null) : writer;
  }

  private Cause causeBy(@Nullable Writer writer, Cause otherwise) {
    if (writer != null && Managers.isController(writer.manager())) {
      return Cause.CONTROLLER;
    }
    if (otherwise == Cause.PROVIDER_DEFAULT) {
      return otherwise;
    }
    if (question.breakGlass()) {
      return Cause.EMERGENCY;
    }
    return writer != null && Managers.isPersonsTool(writer.manager())
        ? Cause.UNAUTHORIZED
        : otherwise;
  }

  private boolean asked(Address address, Pointer pointer) {
    Value body = desired.get(address);
    return body != null && body.at(pointer) != null;
  }

  /** Whoever wrote the field last; for a null pointer, the object. */
  private @Nullable Writer writer(Address address, @Nullable Pointer pointer) {
    return question.writers().getOrDefault(address, List.of()).stream()
        .filter(it -> !Managers.isOurs(it.manager()))
        .filter(it -> pointer == null || it.holds(pointer))
        .min(NEWEST_FIRST)
        .orElse(null);
  }

  private boolean ignored(Address address, Pointer field) {
    return question.ignores().stream()
        .anyMatch(it -> it.covers(question.restore().target().name(), address, field));
  }
}
