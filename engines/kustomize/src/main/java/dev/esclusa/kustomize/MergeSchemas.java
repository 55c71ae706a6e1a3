package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that one build merges by: the built-in one, or the one that the first kustomization
 * with an {@code openapi} field names (kyaml/openapi, where this is global state).
 */
final class MergeSchemas {
  private static final String BUILT_IN = "v1.21.2";

  private @Nullable OpenApiSchema custom;
  private boolean chosen;
  private boolean builtInUsed;

  /** The first choice of a build stands; the root's comes first. */
  void choose(Kustomization kustomization, Loader loader) {
    Map<String, String> field = kustomization.openApi;
    String path = field.get("path");
    Position place = kustomization.openApiPosition;
    List<Document> documents =
        path == null ? List.of() : loader.file(new Shape.Listed(path, place)).configuration();
    if (chosen) {
      return;
    }
    if (path != null && field.containsKey("version")) {
      throw new KustomizeException(
          Code.KUSTOMIZATION, place, "openapi has both a path and a version.", "Keep one of them.");
    }
    if (path != null) {
      custom = OpenApiSchema.of(documents, builtInUsed);
      chosen = true;
    } else if (!field.getOrDefault("version", "").isEmpty()) {
      checkVersion(field.get("version"), place);
      chosen = true;
    }
  }

  private static void checkVersion(@Nullable String version, Position place) {
    if (!BUILT_IN.equals(version)) {
      throw new KustomizeException(
          Code.KUSTOMIZATION,
          place,
          "The schema " + version + " is not built in.",
          "Write " + BUILT_IN + ", or give a path.");
    }
  }

  /**
   * Upstream reads the built-in schema beside a custom one once it met a kind that it does not
   * know.
   */
  void see(ResId id) {
    if (custom == null && !Scopes.known(id.apiVersion(), id.kind())) {
      builtInUsed = true;
    }
  }

  /** The schema of objects of this kind; null where none is known. */
  @Nullable MergeSchema of(String apiVersion, String kind) {
    OpenApiSchema own = custom;
    if (own != null) {
      MergeSchema found = own.of(apiVersion, kind);
      return found != null || !builtInUsed ? found : TableSchema.of(apiVersion, kind);
    }
    builtInUsed = true;
    return TableSchema.of(apiVersion, kind);
  }
}
