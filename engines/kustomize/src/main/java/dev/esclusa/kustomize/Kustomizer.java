package dev.esclusa.kustomize;

import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.TreeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds kustomizations of any tree of files. Holds nothing but the cache of parsed files that it
 * was given, and may be used by many threads.
 */
public final class Kustomizer {
  private final ParsedFiles files;

  public Kustomizer(ParsedFiles files) {
    this.files = files;
  }

  /** The kustomization of the folder; {@code ""} is the root of the tree. */
  public Rendering build(SourceTree tree, String folder, Options options) {
    return build(tree, folder, Overlay.NONE, options);
  }

  /** The same with fields laid over it; they are no part of the read set. */
  public Rendering build(SourceTree tree, String folder, Overlay overlay, Options options) {
    return build(tree, folder, overlay, options, Remotes.NONE);
  }

  /** The same with bases of other repositories; what is read of them is part of the read set. */
  public Rendering build(
      SourceTree tree, String folder, Overlay overlay, Options options, Remotes remotes) {
    ReadSet.Recorder recorder = ReadSet.recorder(tree);
    BuildState build = new BuildState(recorder, files, options, remotes);
    try {
      Target target = Target.root(build, Folders.join(folder, ""));
      Accumulation built = target.build(overlay);
      ObjectSet objects = built.objects();
      SortOrder.apply(target.kustomization().sort, options.order(), objects);
      List<RenderedObject> rendered = new Finish(target.kustomization(), build).of(objects);
      return new Rendering(rendered, recorder.recorded(), build.warnings());
    } catch (TreeException e) {
      throw KustomizeException.of(e);
    }
  }

  /** Whether the folder has a kustomization. */
  public static boolean isKustomization(SourceTree tree, String folder) {
    List<String> paths = new ArrayList<>();
    Loader.NAMES.forEach(name -> paths.add(Folders.join(folder, name)));
    return paths.stream().anyMatch(path -> tree.fileId(path) != null);
  }
}
