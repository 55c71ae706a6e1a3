package dev.esclusa.kustomize;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.SourceTree.Blob;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one build shares between its folders: the tree, the options, the schema, and what it used
 * up.
 */
final class BuildState {
  private final SourceTree tree;
  private final ParsedFiles files;
  private final Options options;
  private final MergeSchemas schemas = new MergeSchemas();
  private final Set<String> warnings = new LinkedHashSet<>();
  private int fileCount;
  private long byteCount;
  private int folderCount;
  private long nodeCount;

  BuildState(SourceTree tree, ParsedFiles files, Options options) {
    this.tree = tree;
    this.files = files;
    this.options = options;
  }

  SourceTree tree() {
    return tree;
  }

  Options options() {
    return options;
  }

  Behaviour behaviour() {
    return options.behaviour();
  }

  MergeSchemas schemas() {
    return schemas;
  }

  ParsedFile file(String path, Blob blob) {
    BuildLimits limits = options.limits();
    Position place = new Position(path, 1, 1);
    byteCount += blob.bytes().length;
    if (++fileCount > limits.files()) {
      throw BuildLimits.reached(place, "reads of files", limits.files());
    }
    if (byteCount > limits.bytes()) {
      throw BuildLimits.reached(place, "bytes", limits.bytes());
    }
    return files.get(path, blob, limits.file());
  }

  void enterFolder(@Nullable Position place) {
    if (++folderCount > options.limits().folders()) {
      throw BuildLimits.reached(place, "kustomizations", options.limits().folders());
    }
  }

  void checkObjects(int count, @Nullable Position place) {
    if (count > options.limits().objects()) {
      throw BuildLimits.reached(place, "objects", options.limits().objects());
    }
  }

  void checkText(long length, @Nullable Position place) {
    if (length > options.limits().bytes() / 64) {
      throw BuildLimits.reached(place, "characters in one text", options.limits().bytes() / 64);
    }
  }

  /** Pays for a value that a step may have copied into itself. */
  void measure(Value value, @Nullable Position place) {
    nodeCount += Measure.check(value, options.limits(), place);
    if (nodeCount > options.limits().nodes() * 10) {
      throw BuildLimits.reached(place, "copied values", options.limits().nodes() * 10);
    }
  }

  void warn(List<String> more) {
    warnings.addAll(more);
  }

  void warn(String one) {
    warnings.add(one);
  }

  List<String> warnings() {
    return new ArrayList<>(warnings);
  }
}
