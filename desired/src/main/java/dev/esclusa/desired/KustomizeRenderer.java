package dev.esclusa.desired;

import dev.esclusa.kustomize.KustomizeException;
import dev.esclusa.kustomize.Kustomizer;
import dev.esclusa.kustomize.Options;
import dev.esclusa.kustomize.Overlay;
import dev.esclusa.kustomize.ParsedFiles;
import dev.esclusa.kustomize.Remotes;
import dev.esclusa.kustomize.RenderedObject;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Project;
import dev.esclusa.model.Source;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a {@code kustomization.yaml}, as kustomize 5.6 builds it, or 5.8 where the
 * application's source says so. What stands under {@code kustomize} there is laid over the folder.
 * Refuses what would need a program. Parsed files are shared by all targets.
 */
public final class KustomizeRenderer implements Renderer {
  private static final long CACHED_BYTES = 64L << 20;
  private static final String DOMAIN = "esclusa/kustomize-overrides/v1";

  private final Kustomizer kustomizer = new Kustomizer(new ParsedFiles(CACHED_BYTES));

  @Override
  public String name() {
    return "kustomize/" + Options.DEFAULT.behaviour();
  }

  /** {@code kustomize/5.8+overrides.3f2a91bc7d04}: the version, and a digest of the overrides. */
  @Override
  public String name(Value.Mapping options) {
    Overrides overrides = Overrides.of(options, null);
    Value.Mapping fields = overrides.overlay().fields();
    String name = "kustomize/" + overrides.options().behaviour();
    return fields.size() == 0
        ? name
        : name + "+overrides." + Canonical.hash(DOMAIN, fields).shortText();
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
    Overrides overrides = Overrides.of(request.options(), request.overriddenAt());
    try {
      List<RenderedObject> objects =
          kustomizer
              .build(tree, path, overrides.overlay(), overrides.options(), remotes(request.bases()))
              .objects();
      return objects.isEmpty() ? nothing(path) : new Rendering.Objects(rendered(objects));
    } catch (KustomizeException e) {
      return new Rendering.Refused(List.of(problem(e, path)));
    } catch (ProblemException e) {
      return new Rendering.Refused(List.of(e.problem()));
    }
  }

  /** A base that cannot be had is told where it is named. */
  private static Remotes remotes(RemoteBases bases) {
    return base -> {
      try {
        return bases.tree(base.repository(), base.commit());
      } catch (ProblemException e) {
        Problem why = e.problem();
        throw new ProblemException(
            new Problem(why.code(), why.fault(), base.named() + ": " + why.cause(), why.fix()), e);
      }
    };
  }

  /**
   * What the folder of a source becomes, with everything the engine tells of it.
   *
   * @throws KustomizeException where it cannot be built
   * @throws ProblemException where a base of another repository cannot be had
   */
  public static dev.esclusa.kustomize.Rendering explained(
      SourceTree tree, Source source, Project project, RemoteBases bases) {
    Overrides overrides = Overrides.of(source.options(), source.overriddenAt());
    return new Kustomizer(new ParsedFiles(CACHED_BYTES))
        .build(
            tree,
            source.path(),
            overrides.overlay(),
            overrides.options(),
            remotes(AllowedBases.of(project, bases)));
  }

  /** What an application's source says of kustomize: what to lay over, and how to build. */
  private record Overrides(Overlay overlay, Options options) {
    static Overrides of(Value.Mapping options, @Nullable Position place) {
      if (!(options.get("kustomize") instanceof Value.Mapping written)) {
        return new Overrides(Overlay.NONE, Options.DEFAULT);
      }
      Position at = place == null ? Findings.start("spec.source.kustomize") : place;
      return new Overrides(
          new Overlay(written.without("version"), at), Options.of(written.text("version")));
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
