package dev.esclusa.server;

import dev.esclusa.adapters.terraform.Engines;
import dev.esclusa.adapters.terraform.Identities;
import dev.esclusa.adapters.terraform.Isolation;
import dev.esclusa.adapters.terraform.LocalStates;
import dev.esclusa.adapters.terraform.ProviderMirror;
import dev.esclusa.adapters.terraform.RunLimits;
import dev.esclusa.adapters.terraform.Runner;
import dev.esclusa.adapters.terraform.Runs;
import dev.esclusa.adapters.terraform.TerraformAuthority;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.tempo.RealTempo;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The authority over stacks, made when the first one asks: an estate without any pays nothing. */
final class Stacks {
  private final ServerOptions options;
  private final StateBackend states;
  private final Artifacts artifacts;
  private final Redaction redaction;
  private final Function<TargetUid, String> stateAddress;
  private final Predicate<Target> unisolated;
  private final RealTempo tempo;
  private @Nullable TerraformAuthority authority;

  /**
   * @param unisolated whether the engine of a target may run where the kernel keeps nothing apart
   */
  Stacks(
      ServerOptions options,
      StateBackend states,
      Artifacts artifacts,
      Redaction redaction,
      Function<TargetUid, String> stateAddress,
      Predicate<Target> unisolated,
      RealTempo tempo) {
    this.options = options;
    this.states = states;
    this.artifacts = artifacts;
    this.redaction = redaction;
    this.stateAddress = stateAddress;
    this.unisolated = unisolated;
    this.tempo = tempo;
  }

  synchronized TerraformAuthority authority() throws InterruptedException {
    TerraformAuthority known = authority;
    if (known == null) {
      known = make();
      authority = known;
    }
    return known;
  }

  /** What the engine of a stack is doing here; empty where it does nothing. */
  synchronized List<Api.ProgressView> progress(TargetUid uid) {
    return authority == null
        ? List.of()
        : authority.progress(uid).stream()
            .map(
                it ->
                    new Api.ProgressView(
                        it.address(),
                        Views.kebab(it.step()),
                        Views.kebab(it.phase()),
                        it.elapsedSeconds()))
            .toList();
  }

  private TerraformAuthority make() throws InterruptedException {
    Path data = options.dataFolder().toAbsolutePath().normalize();
    Path folder = data.resolve("runs");
    Path mirror = options.engines().providerMirror();
    Isolation isolation = Isolation.probe(folder, List.of(data, options.keysFolder()));
    Runs runs = new Runs(folder, tempo.clock());
    Runner runner =
        new Runner(
            runs,
            isolation,
            mirror == null
                ? ProviderMirror.empty()
                : ProviderMirror.only(mirror, options.engines().allowedProviders()),
            tempo);
    return new TerraformAuthority(
        new TerraformAuthority.Parts(
            Engines.found(options.engines().path(), options.engines().allowed()),
            runner,
            runs,
            RunLimits.usual(),
            new Identities(data.resolve("identities")),
            states,
            artifacts,
            redaction,
            new LocalStates(options.engines().localStates()),
            stateAddress,
            unisolated,
            tempo));
  }
}
