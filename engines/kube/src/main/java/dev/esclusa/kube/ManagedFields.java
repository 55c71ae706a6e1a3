package dev.esclusa.kube;

import dev.esclusa.tree.Value;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code metadata.managedFields}: who owns which fields of an object (Kubernetes docs, "Server-Side
 * Apply").
 */
public record ManagedFields(List<Entry> entries) {
  /** The order in which the API server writes them. */
  private static final Comparator<Entry> ORDER =
      Comparator.comparing((Entry entry) -> entry.operation().word())
          .thenComparing(entry -> entry.time() == null ? Instant.EPOCH : entry.time())
          .thenComparing(Entry::manager)
          .thenComparing(Entry::apiVersion)
          .thenComparing(Entry::subresource);

  static final ManagedFields NONE = new ManagedFields(List.of());

  public ManagedFields {
    entries = entries.stream().sorted(ORDER).toList();
  }

  /** How a manager wrote. */
  public enum Operation {
    APPLY("Apply"),
    UPDATE("Update");

    private final String word;

    Operation(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** Who an entry belongs to; appliers are the same in every version. */
  public record Identity(
      String manager, Operation operation, String subresource, String apiVersion) {}

  /**
   * What one manager owns. {@code subresource} is empty for the object itself, {@code time} null
   * where nobody said.
   */
  public record Entry(
      String manager,
      Operation operation,
      String apiVersion,
      String subresource,
      @Nullable Instant time,
      FieldSet fields) {
    public Identity identity() {
      return new Identity(
          manager, operation, subresource, operation == Operation.APPLY ? "" : apiVersion);
    }

    Entry owning(FieldSet owned) {
      return new Entry(manager, operation, apiVersion, subresource, time, owned);
    }

    Entry at(Instant when) {
      return new Entry(manager, operation, apiVersion, subresource, when, fields);
    }
  }

  /** Of an object; entries that cannot be read make it none at all, as on the API server. */
  public static ManagedFields of(Value object) {
    List<Entry> read = new ArrayList<>();
    for (Value item : ListKeys.items(object.at("metadata", "managedFields"))) {
      Entry entry = read(item);
      if (entry == null) {
        return NONE;
      }
      read.add(entry);
    }
    return new ManagedFields(read);
  }

  private static @Nullable Entry read(Value item) {
    Value fields = item.at("fieldsV1");
    String word = orEmpty(item.text("operation"));
    Operation operation =
        word.equals("Apply") ? Operation.APPLY : word.equals("Update") ? Operation.UPDATE : null;
    if (operation == null || !"FieldsV1".equals(item.text("fieldsType"))) {
      return null;
    }
    return new Entry(
        orEmpty(item.text("manager")),
        operation,
        orEmpty(item.text("apiVersion")),
        orEmpty(item.text("subresource")),
        time(item.text("time")),
        fields == null ? FieldSet.EMPTY : FieldSet.parse(fields));
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null; // a time orders entries, it decides nothing
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  public Optional<Entry> find(Identity identity) {
    return entries.stream().filter(entry -> entry.identity().equals(identity)).findFirst();
  }

  /** Those who own the field at this path. */
  public List<Entry> ownersOf(FieldPath path) {
    return entries.stream().filter(entry -> entry.fields().has(path)).toList();
  }

  /** The object with these entries; without the field when there are none. */
  public Value writeInto(Value object) {
    Value.Mapping metadata =
        object.at("metadata") instanceof Value.Mapping found ? found : Value.mapping();
    Value.Mapping written =
        entries.isEmpty()
            ? metadata.without("managedFields")
            : metadata.with("managedFields", toValue());
    return object.asMapping().with("metadata", written);
  }

  public Value.Sequence toValue() {
    return new Value.Sequence(entries.stream().map(ManagedFields::write).toList());
  }

  private static Value write(Entry entry) {
    Map<String, Value> written = new LinkedHashMap<>();
    written.put("manager", Value.of(entry.manager()));
    written.put("operation", Value.of(entry.operation().word()));
    written.put("apiVersion", Value.of(entry.apiVersion()));
    Instant time = entry.time();
    if (time != null) {
      written.put("time", Value.of(time.truncatedTo(ChronoUnit.SECONDS).toString()));
    }
    written.put("fieldsType", Value.of("FieldsV1"));
    written.put("fieldsV1", entry.fields().toValue());
    if (!entry.subresource().isEmpty()) {
      written.put("subresource", Value.of(entry.subresource()));
    }
    return Value.mapping(written);
  }

  /** The same with all times left out. */
  ManagedFields timeless() {
    return new ManagedFields(
        entries.stream()
            .map(
                e ->
                    new Entry(
                        e.manager(),
                        e.operation(),
                        e.apiVersion(),
                        e.subresource(),
                        null,
                        e.fields()))
            .toList());
  }
}
