package dev.esclusa.kustomize;

import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.Value;
import java.util.List;

/** What a build gave: the objects in order, what it read to make them, and what it advises. */
public record Rendering(List<RenderedObject> objects, ReadSet readSet, List<String> warnings) {
  public Rendering {
    objects = List.copyOf(objects);
    warnings = List.copyOf(warnings);
  }

  public List<Value.Mapping> values() {
    return objects.stream().map(RenderedObject::value).toList();
  }
}
