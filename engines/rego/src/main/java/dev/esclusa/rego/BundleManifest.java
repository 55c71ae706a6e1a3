package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code .manifest} of a bundle says: the paths under {@code data} that are the bundle's own,
 * and the language of its files (OPA documentation, "Bundles").
 *
 * @param file where it lies
 * @param roots paths without slashes at the ends; {@code ""} is everything
 * @param version of files that no pattern names; null when it does not say
 */
record BundleManifest(
    String file, List<String> roots, @Nullable RegoVersion version, List<FileVersion> versions) {
  /** The code of what is wrong with bundles. */
  static final String BUNDLE = "rego_bundle_error";

  /** Files that are in another language; the pattern is that of a path from the bundle's top. */
  record FileVersion(GlobPattern pattern, RegoVersion version) {}

  static BundleManifest read(String file, byte[] json) {
    if (!(RegoJson.read(json) instanceof RegoObject manifest)) {
      throw refused(file, "the manifest is no object", "Write {\"roots\": [\"a/b\"]}.");
    }
    List<String> roots = roots(file, manifest.get("roots"));
    RegoValue version = manifest.get("rego_version");
    List<FileVersion> versions = new ArrayList<>();
    if (manifest.get("file_rego_versions") instanceof RegoObject patterns) {
      for (int i = 0; i < patterns.size(); i++) {
        String pattern =
            patterns.keyAt(i) instanceof RegoString text ? text.value() : patterns.keyAt(i).json();
        versions.add(new FileVersion(glob(file, pattern), version(file, patterns.valueAt(i))));
      }
    }
    return new BundleManifest(
        file, roots, version == null ? null : version(file, version), List.copyOf(versions));
  }

  private static GlobPattern glob(String file, String pattern) {
    try {
      return GlobPattern.compile(pattern, "/");
    } catch (BuiltinFailure malformed) {
      throw refused(file, pattern + " is no pattern of files", "Write /a/b.rego or /a/*.rego.");
    }
  }

  private static RegoVersion version(String file, RegoValue number) {
    return switch (number.json()) {
      case "0" -> RegoVersion.V0;
      case "1" -> RegoVersion.V1;
      default -> throw refused(file, "there is no rego version " + number.json(), "Write 0 or 1.");
    };
  }

  private static List<String> roots(String file, @Nullable RegoValue given) {
    if (given == null) {
      return List.of("");
    }
    if (!(given instanceof RegoArray array)) {
      throw refused(file, "roots is no array, but " + given.typeName(), "Write [\"a/b\"].");
    }
    List<String> roots = new ArrayList<>();
    for (RegoValue each : array.items()) {
      if (!(each instanceof RegoString text)) {
        throw refused(file, "the root " + each.json() + " is no string", "Write a path: \"a/b\".");
      }
      String root = trimmed(text.value());
      for (String earlier : roots) {
        if (overlap(earlier, root)) {
          throw refused(
              file,
              "the roots " + shown(earlier) + " and " + shown(root) + " overlap",
              "Keep one.");
        }
      }
      roots.add(root);
    }
    return List.copyOf(roots);
  }

  private static String trimmed(String path) {
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }

  private static String shown(String root) {
    return root.isEmpty() ? "\"\" (everything)" : root;
  }

  private static boolean overlap(String one, String other) {
    return holds(one, segments(other)) || holds(other, segments(one));
  }

  private static List<String> segments(String path) {
    return path.isEmpty() ? List.of() : Arrays.asList(path.split("/", -1));
  }

  private static boolean holds(String root, List<String> path) {
    List<String> own = segments(root);
    return own.size() <= path.size() && path.subList(0, own.size()).equals(own);
  }

  private boolean holds(List<String> path) {
    return roots.stream().anyMatch(root -> holds(root, path));
  }

  /** The language of a file by its path from the bundle's top; null when it does not say. */
  @Nullable RegoVersion version(String path) {
    for (FileVersion each : versions) {
      if (each.pattern().matches("/" + path) || each.pattern().matches(path)) {
        return each.version();
      }
    }
    return version;
  }

  /** What is wrong with a module of the bundle; null when its package is under a root. */
  @Nullable RegoProblem problem(Module module) {
    List<String> path = new ArrayList<>();
    for (Term part : module.packagePath().parts().subList(1, module.packagePath().size())) {
      path.add(part instanceof Term.Scalar(RegoString text, Position at) ? text.value() : "");
    }
    if (holds(path)) {
      return null;
    }
    return new RegoProblem(
        BUNDLE,
        module.packagePath().dotted() + " is outside of the bundle's roots " + roots,
        "Move it below a root, or name its path in roots of " + file + ".",
        module.packagePath().position(),
        null);
  }

  /** What is wrong with a document of the bundle; null when all of it is under the roots. */
  @Nullable RegoProblem problem(String place, RegoValue data) {
    String outside = outside(data, List.of());
    return outside == null
        ? null
        : new RegoProblem(
            BUNDLE,
            "data at /" + outside + " is outside of the bundle's roots " + roots,
            "Move it to a folder below a root, or name its path in roots of " + file + ".",
            new Position(place, 1, 1),
            null);
  }

  private @Nullable String outside(RegoValue value, List<String> path) {
    if (holds(path)) {
      return null;
    }
    boolean above =
        roots.stream()
            .map(BundleManifest::segments)
            .anyMatch(root -> holds(String.join("/", path), root));
    if (!above || !(value instanceof RegoObject object)) {
      return String.join("/", path);
    }
    for (int i = 0; i < object.size(); i++) {
      List<String> longer = new ArrayList<>(path);
      longer.add(
          object.keyAt(i) instanceof RegoString text ? text.value() : object.keyAt(i).json());
      String found = outside(object.valueAt(i), longer);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** What is wrong with both in one pack; null when neither claims what the other does. */
  @Nullable RegoProblem conflict(BundleManifest other) {
    for (String own : roots) {
      for (String root : other.roots) {
        if (overlap(own, root)) {
          return new RegoProblem(
              BUNDLE,
              "the root " + shown(own) + " overlaps with " + shown(root) + " of " + other.file,
              "Give every bundle paths of its own.",
              new Position(file, 1, 1),
              null);
        }
      }
    }
    return null;
  }

  private static RegoRefused refused(String file, String text, String fix) {
    return new RegoRefused(
        List.of(new RegoProblem(BUNDLE, text, fix, new Position(file, 1, 1), null)));
  }
}
