package dev.esclusa.desired;

import dev.esclusa.kube.KindCatalog;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Project;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a source tree into what it asks of one target. Pure: equal inputs give equal outcomes. */
public final class Desired {
  private static final String DOMAIN = "esclusa/desired/v1";

  /** Renderers are pure; what they remember of parsed files serves every target. */
  private static final Desired STANDARD =
      new Desired(List.of(new KustomizeRenderer(), new PlainRenderer()), KindCatalog.BUILT_IN);

  private final List<Renderer> renderers;
  private final KindCatalog kinds;

  /**
   * @param renderers asked in this order; the first that claims a folder renders it
   * @param kinds tells which kinds live in a namespace; unknown ones are taken to
   */
  public Desired(List<Renderer> renderers, KindCatalog kinds) {
    this.renderers = List.copyOf(renderers);
    this.kinds = kinds;
  }

  /** With every renderer there is, and the built-in kinds. */
  public static Desired standard() {
    return STANDARD;
  }

  /** What {@link #standard} makes of it. */
  public static DesiredOutcome of(
      SourceTree tree, Managed managed, Project project, Redaction redaction, RemoteBases bases) {
    return standard().ask(tree, managed, project, redaction, bases);
  }

  /** The same where no other repository is at hand. */
  public static DesiredOutcome of(
      SourceTree tree, Managed managed, Project project, Redaction redaction) {
    return of(tree, managed, project, redaction, RemoteBases.NONE);
  }

  /** What is asked of a target that left Git. */
  public static DesiredState nothing(TargetUid target) {
    Digest hash = Canonical.hash(DOMAIN, Value.mapping());
    return new DesiredState(target, List.of(), hash, ReadSet.of(Map.of()).digest(), "nothing/1");
  }

  /**
   * @param tree of the repository that the target's source names
   * @param project the target's; only its repositories are asked of the bases
   */
  public DesiredOutcome ask(
      SourceTree tree, Managed managed, Project project, Redaction redaction, RemoteBases bases) {
    ReadSet.Recorder recorder = ReadSet.recorder(tree);
    Findings findings = new Findings();
    try {
      return ask(recorder, managed, project, redaction, bases, findings);
    } catch (TreeException e) {
      findings.unreadable(managed.source().path(), e);
      return new DesiredOutcome.Broken(findings.problems(), recorder.recorded());
    }
  }

  private DesiredOutcome ask(
      ReadSet.Recorder tree,
      Managed managed,
      Project project,
      Redaction redaction,
      RemoteBases bases,
      Findings findings) {
    if (isStack(managed)) {
      return stack(tree, managed, redaction, findings);
    }
    Renderer renderer = rendererFor(tree, managed);
    RemoteBases allowed = AllowedBases.remembered(AllowedBases.of(project, bases), tree);
    return switch (rendering(tree, managed, allowed)) {
      case Rendering.Refused refused ->
          new DesiredOutcome.Broken(refused.problems(), tree.recorded());
      case Rendering.Objects objects -> {
        List<Resource> resources =
            KubeResources.of(objects.documents(), namespace(managed), kinds, findings);
        new ProjectRules(project, managed.target(), findings).check(resources);
        yield findings.none()
            ? ready(
                tree.recorded(),
                managed,
                resources,
                renderer.name(managed.source().options()),
                redaction)
            : new DesiredOutcome.Broken(findings.problems(), tree.recorded());
      }
    };
  }

  private static boolean isStack(Managed managed) {
    return managed.target().authority().text().equals("terraform");
  }

  private static DesiredOutcome stack(
      ReadSet.Recorder tree, Managed managed, Redaction redaction, Findings findings) {
    Resource sources = StackSources.of(tree, managed, findings);
    if (sources == null) {
      return new DesiredOutcome.Broken(findings.problems(), tree.recorded());
    }
    Digest hash =
        Canonical.hash(
            DOMAIN,
            Value.mapping(sources.address().text(), StackSources.redacted(sources, redaction)));
    return new DesiredOutcome.Ready(
        new DesiredState(
            managed.target().uid(),
            List.of(sources),
            hash,
            tree.recorded().digest(),
            StackSources.RENDERER),
        tree.recorded());
  }

  /**
   * Where a tree writes a field, or the nearest part around it, e.g. for an authority that refuses
   * its value. Rendered again, since hardly anybody asks.
   *
   * @param bases as they were when it was asked for, and allowed then
   * @return empty when the tree asks for no such object
   */
  public static Optional<Position> place(
      SourceTree tree, Managed managed, FieldAddress field, RemoteBases bases) {
    return standard().placed(tree, managed, field, bases);
  }

  private Optional<Position> placed(
      SourceTree tree, Managed managed, FieldAddress field, RemoteBases bases) {
    if (isStack(managed)) {
      return Optional.empty(); // the engine names file and line itself
    }
    try {
      return rendering(tree, managed, bases) instanceof Rendering.Objects objects
          ? Optional.ofNullable(
              KubeResources.place(objects.documents(), namespace(managed), kinds, field))
          : Optional.empty();
    } catch (TreeException e) {
      return Optional.empty(); // a tree that cannot be read any more writes nothing
    }
  }

  private Rendering rendering(SourceTree tree, Managed managed, RemoteBases bases) {
    return rendererFor(tree, managed)
        .render(
            tree,
            managed.source().path(),
            new RenderRequest(
                managed.target().name().name(),
                namespace(managed),
                managed.source().options(),
                managed.source().overriddenAt(),
                bases));
  }

  private static String namespace(Managed managed) {
    return managed.target().place().getOrDefault("namespace", "default");
  }

  private Renderer rendererFor(SourceTree tree, Managed managed) {
    for (Renderer renderer : renderers) {
      if (renderer.claims(tree, managed.source().path(), managed.source().options())) {
        return renderer;
      }
    }
    throw new IllegalStateException("no renderer claims what nobody else does");
  }

  private static DesiredOutcome ready(
      ReadSet readSet,
      Managed managed,
      List<Resource> resources,
      String renderer,
      Redaction redaction) {
    DesiredState state =
        new DesiredState(
            managed.target().uid(),
            resources,
            hash(resources, redaction),
            readSet.digest(),
            renderer);
    return new DesiredOutcome.Ready(state, readSet);
  }

  /** Over addresses and redacted bodies in address order, so that it may be shown. */
  private static Digest hash(List<Resource> resources, Redaction redaction) {
    Map<String, Value> bodies = new LinkedHashMap<>();
    for (Resource resource : resources) {
      bodies.put(resource.address().text(), Redacted.body(resource, redaction));
    }
    return Canonical.hash(DOMAIN, Value.mapping(bodies));
  }
}
