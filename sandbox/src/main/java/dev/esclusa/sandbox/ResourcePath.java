package dev.esclusa.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a URL path names: {@code /apis/apps/v1/namespaces/crm-dev/deployments/crm-core/scale}. Parts
 * that the path does not have are empty.
 */
record ResourcePath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {

  /** Null when the path is none of a resource. */
  static @Nullable ResourcePath parse(String path) {
    List<String> part = List.of(path.split("/", -1));
    if (part.size() >= 4 && part.get(1).equals("api")) return after(3, "", part);
    if (part.size() >= 5 && part.get(1).equals("apis")) return after(4, part.get(2), part);
    return null;
  }

  private static @Nullable ResourcePath after(int start, String group, List<String> part) {
    String version = part.get(start - 1);
    List<String> rest = part.subList(start, part.size());
    if (rest.isEmpty() || rest.getFirst().isEmpty()) return null;
    boolean inNamespace =
        rest.getFirst().equals("namespaces") && rest.size() >= 3 && !isNamespaceSubresource(rest);
    String namespace = inNamespace ? rest.get(1) : "";
    List<String> own = inNamespace ? rest.subList(2, rest.size()) : rest;
    if (own.size() > 3 && !own.get(2).equals("proxy")) return null;
    return new ResourcePath(
        group,
        version,
        namespace,
        own.get(0),
        own.size() > 1 ? own.get(1) : "",
        own.size() > 2 ? own.get(2) : "");
  }

  private static boolean isNamespaceSubresource(List<String> rest) {
    return rest.size() == 3 && (rest.get(2).equals("status") || rest.get(2).equals("finalize"));
  }
}
