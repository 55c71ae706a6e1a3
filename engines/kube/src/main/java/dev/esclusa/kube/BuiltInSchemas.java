package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Field;
import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.ListType;
import dev.esclusa.kube.Schema.PatchStrategy;
import dev.esclusa.kube.Schema.Reference;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.ScalarKind;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.kube.Schema.Zero;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code schemas.txt}. A line {@code kind apps/v1/Deployment apps.v1.Deployment} names
 * the type of a kind; a line without indent begins a type; an indented one is a field of it: name,
 * type ({@code [T]} a list, {@code {T}} a mapping), then words: a list type ({@code atomic}, {@code
 * set}, {@code map=KEYS}), a patch strategy ({@code merge}, {@code merge=KEY}, {@code replace},
 * {@code retain-keys}), {@code required}, how Go writes a zero value ({@code omits-zero}, {@code
 * always}, {@code null} for a nil collection), {@code default=JSON}.
 */
final class BuiltInSchemas {
  static final BuiltInSchemas TABLE = new BuiltInSchemas(Tables.lines("schemas.txt"));

  private final Map<String, String> typeOfKind = new HashMap<>();
  private final Map<String, Struct> types = new HashMap<>();

  private BuiltInSchemas(List<String> lines) {
    String type = "";
    boolean atomic = false;
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.strip().split(" ", -1);
      if (line.startsWith("  ")) {
        fields.put(words[0], field(words));
      } else if (words[0].equals("kind")) {
        typeOfKind.put(words[1], words[2]);
      } else {
        types.put(type, new Struct(type, fields, null, atomic));
        type = words[0];
        atomic = words.length > 1;
        fields = new LinkedHashMap<>();
      }
    }
    types.put(type, new Struct(type, fields, null, atomic));
  }

  @Nullable Struct kind(String apiVersion, String kind) {
    String type = typeOfKind.get(apiVersion + "/" + kind);
    return type == null ? null : types.get(type);
  }

  Schema type(String name) {
    Struct found = types.get(name);
    return found == null ? Schema.ANY : found;
  }

  private Field field(String[] words) {
    List<String> rest = Arrays.asList(words).subList(2, words.length);
    return new Field(
        words[0],
        schema(words[1], rest),
        patch(rest),
        zero(rest),
        rest.contains("required"),
        defaultOf(rest));
  }

  private Schema schema(String type, List<String> words) {
    String inner = type.substring(1, Math.max(1, type.length() - 1));
    return switch (type.charAt(0)) {
      case '[' -> list(schema(inner, List.of()), words);
      case '{' -> new Struct("", Map.of(), schema(inner, List.of()), words.contains("atomic"));
      default -> named(type, words.contains("atomic"));
    };
  }

  private static ListOf list(Schema items, List<String> words) {
    String keys = after("map=", words);
    if (keys != null) {
      return new ListOf(items, ListType.MAP, List.of(keys.split(",", -1)));
    }
    String mergeKey = after("merge=", words);
    if (words.contains("set")) {
      return new ListOf(items, ListType.SET, List.of());
    }
    if (words.contains("atomic")) {
      return new ListOf(items, ListType.ATOMIC, List.of());
    }
    // without a list type the patch strategy decides, as in kube-openapi's schemaconv
    if (mergeKey != null) {
      return new ListOf(items, ListType.MAP, List.of(mergeKey));
    }
    return new ListOf(items, words.contains("merge") ? ListType.SET : ListType.ATOMIC, List.of());
  }

  private Schema named(String type, boolean atomic) {
    if (type.equals("any")) {
      return Schema.ANY;
    }
    return type.contains(".")
        ? new Reference(type, atomic, this::type)
        : new Scalar(ScalarKind.valueOf(type.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  private static PatchStrategy patch(List<String> words) {
    String key = after("merge=", words);
    return new PatchStrategy(
        key != null || words.contains("merge"),
        key == null ? "" : key,
        words.contains("replace"),
        words.contains("retain-keys"));
  }

  private static Zero zero(List<String> words) {
    if (words.contains("omits-zero")) {
      return Zero.OMITTED;
    }
    if (words.contains("null")) {
      return Zero.NULL;
    }
    return words.contains("always") ? Zero.ALWAYS : Zero.KEPT;
  }

  private static @Nullable Value defaultOf(List<String> words) {
    String json = after("default=", words);
    return json == null ? null : Json.read(json);
  }

  private static @Nullable String after(String prefix, List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith(prefix))
        .map(word -> word.substring(prefix.length()))
        .findFirst()
        .orElse(null);
  }
}
