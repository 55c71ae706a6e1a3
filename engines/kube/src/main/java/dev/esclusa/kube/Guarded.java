package dev.esclusa.kube;

import dev.esclusa.tree.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must not be deleted on the side: kinds that take data or other objects with them, and
 * objects whose {@code argocd.argoproj.io/sync-options} annotation asks for care.
 */
public final class Guarded {
  static final String OPTIONS = "argocd.argoproj.io/sync-options";

  private static final Set<GroupKind> KINDS =
      Set.of(
          new GroupKind("", "Namespace"),
          new GroupKind("", "PersistentVolumeClaim"),
          new GroupKind("apps", "StatefulSet"),
          new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition"));

  private Guarded() {}

  /** What a deletion of an object needs. */
  public enum Deletion {
    /** Nothing special. */
    FREE,
    /** A person who confirms this very deletion. */
    CONFIRM,
    /** It is never pruned: {@code Prune=false}. */
    NEVER
  }

  /** By annotation where it says something, else by kind. */
  public static Deletion deletion(Value object) {
    KubeObject read = KubeObject.of(object);
    @Nullable String prune = option(read, "prune");
    if ("false".equals(prune)) {
      return Deletion.NEVER;
    }
    return "confirm".equals(prune) || guardedKind(read.groupKind())
        ? Deletion.CONFIRM
        : Deletion.FREE;
  }

  public static boolean guardedKind(GroupKind groupKind) {
    return KINDS.contains(groupKind);
  }

  private static @Nullable String option(KubeObject object, String name) {
    String annotation = object.annotation(OPTIONS);
    List<String> options =
        annotation == null ? List.of() : Arrays.asList(annotation.split(",", -1));
    for (String option : options) {
      String[] parts = option.strip().toLowerCase(Locale.ROOT).split("=", 2);
      if (parts.length == 2 && parts[0].equals(name)) {
        return parts[1];
      }
    }
    return null;
  }
}
