package dev.esclusa.desired;

import dev.esclusa.kustomize.KustomizeException;
import dev.esclusa.kustomize.Kustomizer;
import dev.esclusa.kustomize.Options;
import dev.esclusa.kustomize.ParsedFiles;
import dev.esclusa.kustomize.RenderedObject;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.List;

/**
 * A folder with a {@code kustomization.yaml}, as kustomize 5.6 builds it. Refuses what would need a
 * program or another repository. Parsed files are shared by all targets.
 */
public final class KustomizeRenderer implements Renderer {
  private static final long CACHED_BYTES = 64L << 20;

  private final Kustomizer kustomizer = new Kustomizer(new ParsedFiles(CACHED_BYTES));

  @Override
  public String name() {
    return "kustomize/" + Options.DEFAULT.behaviour();
  }

  @Override
  public boolean claims(SourceTree tree, String path, Value.Mapping options) {
    try {
      return Kustomizer.isKustomization(tree, path);
    } catch (TreeException e) {
      return false; // no such path can be read, and whoever tries says why
    }
  }

  @Override
  public Rendering render(SourceTree tree, String path, RenderRequest request) {
    try {
      List<RenderedObject> objects = kustomizer.build(tree, path, Options.DEFAULT).objects();
      return objects.isEmpty() ? nothing(path) : new Rendering.Objects(rendered(objects));
    } catch (KustomizeException e) {
      return new Rendering.Refused(List.of(problem(e, path)));
    }
  }

  private static List<Rendering.Rendered> rendered(List<RenderedObject> objects) {
    return objects.stream()
        .map(
            object ->
                new Rendering.Rendered(object.value(), field -> object.origin(field).position()))
        .toList();
  }

  /** Nothing asked for would mean that everything is pruned; a slip must not do that. */
  private static Rendering nothing(String path) {
    return new Rendering.Refused(
        List.of(
            Problem.caller(
                "DES-0002",
                Findings.start(path.isEmpty() ? "." : path) + ": the kustomization has no objects.",
                "Name resources, or remove the application.")));
  }

  private static Problem problem(KustomizeException e, String path) {
    Position known = e.position();
    Position place = known == null ? Findings.start(path.isEmpty() ? "." : path) : known;
    Problem.Fault fault =
        e.code() == KustomizeException.Code.LIMIT ? Problem.Fault.CAPACITY : Problem.Fault.CALLER;
    return new Problem(e.code().toString(), fault, place + ": " + e.cause(), e.fix());
  }
}
