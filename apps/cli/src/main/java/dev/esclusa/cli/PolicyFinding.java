package dev.esclusa.cli;

import dev.esclusa.rego.RegoNumber;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoString;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Value;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one rule said of one document.
 *
 * @param place where the rule says that it is, its {@code _loc}; null when it does not
 * @param metadata what else the rule gave; null when the finding is no rule's own
 */
record PolicyFinding(String message, @Nullable Place place, Value.@Nullable Mapping metadata) {
  private static final String LOCATION = "_loc";
  private static final String MESSAGE = "msg";

  /**
   * A line of a file.
   *
   * @param file empty when only the line is known
   * @param line as written; empty when only the file is known
   */
  record Place(String file, String line) {
    static @Nullable Place of(@Nullable RegoValue location) {
      if (!(location instanceof RegoObject object)) {
        return null;
      }
      String file = object.get("file") instanceof RegoString text ? text.value() : "";
      String line = object.get("line") instanceof RegoNumber number ? number.toString() : "";
      return file.isEmpty() && line.isEmpty() ? null : new Place(file, line);
    }
  }

  static PolicyFinding plain(String message) {
    return new PolicyFinding(message, null, null);
  }

  static PolicyFinding ofText(String query, String message) {
    return new PolicyFinding(message, null, Value.mapping("query", query));
  }

  /** Empty when the object has no message, which a finding needs. */
  static Optional<PolicyFinding> ofObject(String query, RegoObject object) {
    if (!(object.get(MESSAGE) instanceof RegoString message)) {
      return Optional.empty();
    }
    Map<String, Value> metadata = new TreeMap<>();
    object
        .toTree()
        .asMapping()
        .entries()
        .forEach(
            (name, value) -> {
              if (!name.equals(MESSAGE) && !name.equals(LOCATION)) {
                metadata.put(name, value);
              }
            });
    metadata.put("query", Value.of(query));
    return Optional.of(
        new PolicyFinding(
            message.value(), Place.of(object.get(LOCATION)), Value.of(metadata).asMapping()));
  }
}
