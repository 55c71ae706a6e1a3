package dev.esclusa.kustomize;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends the names of generated objects with a hash of their content (api/hasher). */
final class HashSuffix implements Transformer {
  private final Step step;

  HashSuffix(Step step) {
    this.step = step;
  }

  @Override
  public void apply(ObjectSet objects, BuildState build) {
    for (Resource resource : objects) {
      if (resource.hashed()) {
        String name = resource.name() + "-" + of(resource.object());
        resource.rememberId();
        resource.set(resource.root().with(Pointer.of("metadata", "name"), Value.of(name)), step);
      }
    }
  }

  static String of(Mapping object) {
    String kind = Scalars.text(object.get("kind"));
    Value hashed =
        switch (kind) {
          case "ConfigMap" -> content(object, kind, "binaryData");
          case "Secret" -> content(object, kind, "stringData");
          default -> object;
        };
    return encoded(sha256(GoJson.compact(hashed)));
  }

  /**
   * Upstream looks for a field called {@code metadata/name} and finds none, so the name is empty.
   */
  private static Value content(Mapping object, String kind, String more) {
    Map<String, Value> content = new LinkedHashMap<>();
    content.put("kind", Value.of(kind));
    content.put("name", Value.of(""));
    content.put("data", orEmpty(object.get("data")));
    if (kind.equals("Secret")) {
      content.put("type", orEmpty(object.get("type")));
    }
    if (object.get(more) instanceof Mapping mapping) {
      content.put(more, mapping);
    }
    return Value.mapping(content);
  }

  private static Value orEmpty(@Nullable Value value) {
    return value == null ? Value.of("") : value;
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String encoded(String hex) {
    StringBuilder word = new StringBuilder(10);
    for (char c : hex.substring(0, 10).toCharArray()) {
      word.append(
          switch (c) {
            case '0' -> 'g';
            case '1' -> 'h';
            case '3' -> 'k';
            case 'a' -> 'm';
            case 'e' -> 't';
            default -> c;
          });
    }
    return word.toString();
  }
}
