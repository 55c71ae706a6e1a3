package dev.esclusa.desired;

import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;

/**
 * The seam where a way of writing manifests plugs in: plain files, Kustomize, Helm. A renderer is
 * pure: equal trees, paths and requests give equal renderings; it reads through the tree it is
 * given and nothing else, so that what it read is known.
 */
public interface Renderer {
  /** Name and version, as evidence names it: {@code plain/1}. */
  String name();

  /** The name, and what of the options decides besides it; as evidence names it. */
  default String name(Value.Mapping options) {
    return name();
  }

  /** Whether the folder is written in its way; looks at as little as it can. */
  boolean claims(SourceTree tree, String path, Value.Mapping options);

  /** The objects of the folder as written; scope, names and rules are looked at after it. */
  Rendering render(SourceTree tree, String path, RenderRequest request);
}
