package dev.esclusa.control;

import dev.esclusa.model.Authority;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Tempo;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one replica, wired once: what the driver, the syncer, the watcher and the desk
 * share.
 */
final class Shared {
  final Ports ports;
  final Settings settings;
  final Redaction redaction;
  final String installation;
  final Ledger ledger;
  final Story story;
  final EstateInForce estates;
  final Desires desires;
  final Judging judging = new Judging();
  final Planning planning;
  final Tempo tempo;
  final LogKeeper log;
  final Attributions attributions = new Attributions();

  Shared(Ports ports, Settings settings, Redaction redaction, String installation, LogKeeper log) {
    this.log = log;
    this.settings = settings;
    this.redaction = redaction;
    this.installation = installation;
    tempo = ports.tempo();
    ledger = new Ledger(ports.journal());
    story = new Story(ports.journal());
    estates =
        new EstateInForce(
            ledger, ports.repositories(), settings.rootRepository(), judging::problems);
    desires =
        new Desires(
            ports.repositories(),
            estates,
            redaction,
            settings.rootRepository(),
            uid -> story.inventory(ledger.target(uid)));
    Authorities.Served configuration =
        new ConfigurationAuthority(estates::documents, tempo.clock()).served();
    Authorities authorities =
        target ->
            target.authority().equals(Authority.CONFIGURATION)
                ? configuration
                : DiscreetAuthority.around(ports.authorities().of(target));
    this.ports =
        new Ports(
            ports.journal(),
            ports.leases(),
            ports.repositories(),
            authorities,
            ports.signatures(),
            tempo);
    planning = new Planning(desires, authorities, redaction, new Registered(), tempo, installation);
  }

  private final class Registered implements Planning.Registry {
    @Override
    public @Nullable Target target(TargetUid uid) {
      TargetRecord target = ledger.target(uid);
      return target.registered() < 0 || target.removed() ? null : story.declared(target).target();
    }

    @Override
    public @Nullable String inPlace(TargetUid uid) {
      ChangeId id = ledger.target(uid).inPlace();
      Recorded change = id == null ? null : ledger.change(id);
      return change == null ? null : change.change().intent().commit();
    }
  }

  /** A plan with what rules read of it beside. */
  Payloads.Planned planned(Planning.Wish wish, Planning.Outcome.Ready ready) {
    return new Payloads.Planned(
        ready.plan(),
        Judging.reads(wish.managed(), wish.estate()) ? planning.objects(wish, ready) : null);
  }

  Recorder record() {
    return new Recorder(ledger, redaction, log);
  }
}
