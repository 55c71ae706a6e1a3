package dev.esclusa.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of {@code protobuf.txt}, read when the first protobuf body comes. */
final class ProtobufTable {
  private final Map<String, String> messageByKind = new HashMap<>();
  private final Map<String, Map<Integer, Field>> fieldsByMessage = new HashMap<>();

  private ProtobufTable(String table) {
    Map<Integer, Field> fields = new HashMap<>();
    for (String line : table.split("\n")) {
      String[] words = line.strip().split(" ");
      if (line.startsWith("#")) continue;
      if (line.startsWith("  "))
        fields.put(Integer.valueOf(words[0]), Field.parse(words[1], words[2]));
      else if (words[0].equals("kind")) messageByKind.put(words[1], words[2]);
      else fieldsByMessage.put(words[0], fields = new HashMap<>());
    }
  }

  /** How often a field stands in its message, and where its value goes. */
  enum Form {
    ONE,
    LIST,
    MAP,
    INLINE
  }

  record Field(String name, String type, Form form) {
    static Field parse(String name, String type) {
      return switch (type.charAt(0)) {
        case '[' -> new Field(name, type.substring(1, type.length() - 1), Form.LIST);
        case '{' -> new Field(name, type.substring(1, type.length() - 1), Form.MAP);
        case '~' -> new Field(name, type.substring(1), Form.INLINE);
        default -> new Field(name, type, Form.ONE);
      };
    }
  }

  static ProtobufTable get() {
    return Loaded.TABLE;
  }

  /**
   * Null when no message is known for the kind; options of a delete are the same in every group.
   */
  @Nullable String messageOf(String apiVersion, String kind) {
    return messageByKind.get(
        kind.equals("DeleteOptions") ? "v1/DeleteOptions" : apiVersion + "/" + kind);
  }

  Map<Integer, Field> fieldsOf(String message) {
    return fieldsByMessage.getOrDefault(message, Map.of());
  }

  /** Delays the reading until it is needed. */
  private static final class Loaded {
    static final ProtobufTable TABLE = read();

    private static ProtobufTable read() {
      try (InputStream in = ProtobufTable.class.getResourceAsStream("protobuf.txt")) {
        if (in == null) throw new IllegalStateException("protobuf.txt is missing from the sandbox");
        return new ProtobufTable(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException failure) {
        throw new UncheckedIOException("cannot read protobuf.txt", failure);
      }
    }
  }
}
