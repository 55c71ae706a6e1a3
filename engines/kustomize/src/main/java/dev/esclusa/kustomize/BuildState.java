package dev.esclusa.kustomize;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree.Blob;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one build shares between its folders: the tree, the options, the schema, and what it used
 * up.
 */
final class BuildState {
  private static final int MAX_REPOSITORIES = 50;

  private final ReadSet.Recorder recorder;
  private final Checkout root;
  private final ParsedFiles files;
  private final Options options;
  private final Remotes remotes;
  private final Map<String, Checkout> checkouts = new HashMap<>();
  private final MergeSchemas schemas = new MergeSchemas();
  private final Set<String> warnings = new LinkedHashSet<>();
  private int fileCount;
  private long byteCount;
  private int folderCount;
  private long nodeCount;

  BuildState(ReadSet.Recorder recorder, ParsedFiles files, Options options, Remotes remotes) {
    this.recorder = recorder;
    this.root = new Checkout(recorder, "");
    this.files = files;
    this.options = options;
    this.remotes = remotes;
  }

  Checkout root() {
    return root;
  }

  /** Another repository at a commit; each is asked for once. */
  Checkout checkout(RemoteResource base) {
    Checkout known = checkouts.get(base.prefix());
    if (known != null) {
      return known;
    }
    if (checkouts.size() >= MAX_REPOSITORIES) {
      throw BuildLimits.reached(base.named(), "commits of other repositories", MAX_REPOSITORIES);
    }
    Checkout opened =
        new Checkout(recorder.pinned(base.prefix(), remotes.open(base)), base.prefix());
    checkouts.put(base.prefix(), opened);
    return opened;
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
