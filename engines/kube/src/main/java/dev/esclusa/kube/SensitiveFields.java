package dev.esclusa.kube;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which leaves of an object must not be shown. The data of a Secret, and its last-applied
 * annotation, are secret; a literal environment variable with a telling name is only suspicious,
 * since nobody said that it is one.
 */
public record SensitiveFields(List<Pointer> secret, List<Pointer> suspicious) {
  private static final Pattern TELLING =
      Pattern.compile("(?i).*(passw|token|secret|credential|api_?key|private_?key).*");

  public SensitiveFields {
    secret = List.copyOf(secret);
    suspicious = List.copyOf(suspicious);
  }

  public static SensitiveFields of(Value object) {
    List<Pointer> secret = new ArrayList<>();
    List<Pointer> suspicious = new ArrayList<>();
    if (isSecret(object)) {
      leaves(object, Pointer.of("data"), secret);
      leaves(object, Pointer.of("stringData"), secret);
      leaves(object, LastApplied.PLACE, secret);
    }
    suspects(object, Pointer.ROOT, suspicious);
    return new SensitiveFields(secret, suspicious);
  }

  private static boolean isSecret(Value object) {
    return "Secret".equals(object.text("kind")) && "v1".equals(object.text("apiVersion"));
  }

  private static void leaves(Value object, Pointer at, List<Pointer> found) {
    switch (object.at(at)) {
      case Value.Mapping mapping ->
          mapping.keys().forEach(key -> leaves(object, at.child(key), found));
      case Value.Sequence(List<Value> items) -> {
        for (int i = 0; i < items.size(); i++) {
          leaves(object, at.child(i), found);
        }
      }
      case null -> {}
      default -> found.add(at);
    }
  }

  private static void suspects(Value here, Pointer at, List<Pointer> found) {
    switch (here) {
      case Value.Mapping mapping -> {
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          Pointer below = at.child(entry.getKey());
          if (entry.getKey().equals("env")) {
            literals(entry.getValue(), below, found);
          }
          suspects(entry.getValue(), below, found);
        }
      }
      case Value.Sequence(List<Value> items) -> {
        for (int i = 0; i < items.size(); i++) {
          suspects(items.get(i), at.child(i), found);
        }
      }
      default -> {}
    }
  }

  private static void literals(Value env, Pointer at, List<Pointer> found) {
    List<Value> items = ListKeys.items(env);
    for (int i = 0; i < items.size(); i++) {
      String name = items.get(i).text("name");
      String value = items.get(i).text("value");
      if (name != null && value != null && !value.isEmpty() && TELLING.matcher(name).matches()) {
        found.add(at.child(i).child("value"));
      }
    }
  }
}
