package dev.esclusa.control;

import dev.esclusa.control.TargetRecord.Episode;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Change;
import dev.esclusa.model.Drift;
import dev.esclusa.model.Environment;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Revision;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.DriftDetector;
import dev.esclusa.observe.DriftQuestion;
import dev.esclusa.observe.MassDrift;
import dev.esclusa.observe.Sighting;
import dev.esclusa.observe.Writer;
import dev.esclusa.observe.Writers;
import dev.esclusa.plan.Prediction;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a target is still what it should be. Drift becomes an episode; by the habit of its
 * environment it is restored, proposed to be restored, or told. Waiting plans that the world has
 * moved away from are replaced.
 */
final class Watcher {
  private static final Duration CONTEST_WINDOW = Duration.ofMinutes(10);
  private static final int CONTEST_HEALS = 3;

  private final Shared shared;
  private final Proposer proposer;
  private final Stale stale;

  Watcher(Shared shared, Proposer proposer, Stale stale) {
    this.shared = shared;
    this.proposer = proposer;
    this.stale = stale;
  }

  Next look(TargetUid uid) {
    TargetRecord target = shared.ledger.target(uid);
    List<Recorded> open = open(target);
    if (open.stream().anyMatch(it -> busy(it.change()))) {
      return new Next.Rests(); // what the apply leaves is looked at when it is verified
    }
    refreshWaiting(open);
    Recorded inPlace = target.inPlace() == null ? null : shared.ledger.change(target.inPlace());
    if (inPlace == null || target.removed()) {
      return new Next.Rests();
    }
    drift(shared.ledger.target(uid), inPlace);
    return again(uid);
  }

  /** Where nothing tells of what moves, time does; and what is ignored is ignored until a date. */
  private Next again(TargetUid uid) {
    Estate estate = shared.estates.now();
    Managed managed = estate.target(uid);
    if (managed == null) {
      return new Next.Rests();
    }
    Instant now = shared.tempo.now();
    Stream<Instant> ends =
        estate.ignoresAt(now).stream()
            .filter(it -> it.speaksOf(managed.target().name()))
            .map(IgnoreRule::reviewBy);
    return Stream.concat(Stream.ofNullable(managed.lookEvery()).map(now::plus), ends)
        .min(Comparator.naturalOrder())
        .<Next>map(Next.LookAgain::new)
        .orElseGet(Next.Rests::new);
  }

  private static boolean busy(Change change) {
    return change instanceof Change.Applying || change instanceof Change.InDoubt;
  }

  private void refreshWaiting(List<Recorded> open) {
    for (Recorded one : open) {
      boolean waits =
          one.change() instanceof Change.AwaitingApproval
              || one.change() instanceof Change.Approved;
      if (waits) {
        stale.same(one, shared.planning.plan(wish(one)));
      }
    }
  }

  private Planning.Wish wish(Recorded one) {
    Payloads.Proposed proposed = shared.story.proposed(one);
    return new Planning.Wish(
        proposed.managed(),
        one.change().intent(),
        proposed.revision(),
        shared.story.inventory(shared.ledger.target(one.target())),
        shared.estates.now());
  }

  private void drift(TargetRecord target, Recorded inPlace) {
    Estate estate = shared.estates.now();
    Managed managed = estate.target(target.uid());
    Revision revision = managed == null ? null : revisionOf(inPlace, managed);
    if (managed == null || revision == null) {
      return;
    }
    EpisodeId probe = new EpisodeId("d-probe");
    Planning.Outcome outcome =
        shared.planning.plan(
            new Planning.Wish(
                managed,
                new Intent.Restore(probe, revision.commit()),
                revision,
                shared.story.inventory(target),
                estate));
    if (outcome instanceof Planning.Outcome.Ready ready) {
      List<Sighting> found =
          DriftDetector.detect(
              new DriftQuestion(
                  ready.plan(),
                  ready.desired().resources(),
                  writers(target.uid(), ready.plan(), ready.prediction()),
                  estate.ignoresAt(shared.tempo.now()),
                  false));
      episodes(target, managed, estate, revision, found);
    }
  }

  /** What is in place stays watched when names and contents of its change are erased. */
  private @Nullable Revision revisionOf(Recorded inPlace, Managed managed) {
    Payloads.Proposed proposed =
        shared.story.payload(inPlace.indexOf(Fact.ChangeProposed.class), Payloads.Proposed.class);
    String commit = inPlace.change().intent().commit();
    if (proposed != null || commit == null) {
      return proposed == null ? null : proposed.revision();
    }
    String repository = shared.desires.repositoryOf(managed);
    Repositories.CommitFacts facts =
        shared
            .ports
            .repositories()
            .commit(repository, commit, shared.estates.now().allowedSigners());
    return new Revision(
        repository,
        commit,
        managed.source().path(),
        new Revision.Origin.Mainline(),
        facts.broughtBy(),
        List.of(),
        facts.committedAt());
  }

  /** As the objects tell, and audit logs. */
  private Map<Address, List<Writer>> writers(TargetUid uid, Plan plan, Prediction prediction) {
    Map<Address, List<Writer>> writers = new HashMap<>();
    for (Prediction.Predicted one : prediction.resources()) {
      Prediction.Live live = one.live();
      if (live != null) {
        writers.put(one.address(), Writers.of(new Resource(one.address(), live.body(), null)));
      }
    }
    List<ResourceChange> all = new ArrayList<>(plan.changes());
    all.addAll(plan.leftAlone());
    for (ResourceChange one : all) {
      List<Writer> said = shared.attributions.of(uid, one.address(), shared.tempo.now());
      if (!said.isEmpty()) {
        List<Writer> known = new ArrayList<>(writers.getOrDefault(one.address(), List.of()));
        known.addAll(said);
        writers.put(one.address(), known);
      }
    }
    return writers;
  }

  private void episodes(
      TargetRecord target,
      Managed managed,
      Estate estate,
      Revision revision,
      List<Sighting> found) {
    Recorder record = shared.record();
    Map<Digest, Episode> open = new HashMap<>();
    target.episodes().values().forEach(it -> open.put(it.address(), it));
    List<Drift> fresh = new ArrayList<>();
    for (Sighting drift : found) {
      if (!drift.counts()) {
        continue;
      }
      Episode known = open.remove(addressOf(drift.address()));
      if (known == null
          || !known.fields().equals(fieldsOf(drift.fields()))
          || healedSince(target, known)) {
        if (known != null) {
          record.target(target.uid(), new Fact.DriftClosed(target.uid(), known.id()), closed());
        }
        fresh.add(opened(record, target, drift));
      } else if (drift.actor() != null && nobodyNamed(known)) {
        // An audit log is slower than a look: the same drift is told once more, with who did it.
        record.target(target.uid(), new Fact.DriftClosed(target.uid(), known.id()), closed());
        opened(record, target, drift, countOf(known));
      }
    }
    for (Episode gone : open.values()) {
      record.target(target.uid(), new Fact.DriftClosed(target.uid(), gone.id()), closed());
    }
    if (!fresh.isEmpty()) {
      answer(record, target, managed, estate, revision, fresh);
    }
    if (!record.isEmpty()) {
      record.write();
    }
  }

  private int countOf(Episode episode) {
    Payloads.Drifted drifted = shared.story.payload(episode.index(), Payloads.Drifted.class);
    return drifted == null ? 1 : drifted.drift().count();
  }

  private boolean nobodyNamed(Episode episode) {
    Payloads.Drifted drifted = shared.story.payload(episode.index(), Payloads.Drifted.class);
    return drifted != null && drifted.drift().actor() == null;
  }

  /** Somebody was faster than the look that would have closed the episode: it drifted again. */
  private boolean healedSince(TargetRecord target, Episode episode) {
    return shared.ledger.changes().stream()
        .filter(it -> it.target().equals(target.uid()))
        .filter(it -> it.indexOf(Fact.ApplyStarted.class) > episode.index())
        .flatMap(it -> it.marks().stream())
        .anyMatch(
            it ->
                it.fact() instanceof Fact.ApplyFinished finished
                    && finished.outcome() == ApplyResult.Outcome.SUCCEEDED);
  }

  private static Payloads.Because closed() {
    return Payloads.Because.of("the object is what it should be again, or drifts otherwise");
  }

  private Drift opened(Recorder record, TargetRecord target, Sighting drift) {
    return opened(record, target, drift, 1 + (int) healsOf(target, drift));
  }

  private Drift opened(Recorder record, TargetRecord target, Sighting drift, int count) {
    EpisodeId id = ChangeIds.episode(shared.tempo.chance());
    Drift named =
        new Drift(
            id,
            target.uid(),
            drift.address(),
            drift.cause(),
            drift.actor(),
            drift.manager(),
            drift.fields(),
            shared.tempo.now(),
            null,
            count,
            drift.restorable());
    record.target(
        target.uid(),
        new Fact.DriftOpened(
            target.uid(), id, addressOf(drift.address()), drift.cause(), fieldsOf(drift.fields())),
        new Payloads.Drifted(named));
    return named;
  }

  private long healsOf(TargetRecord target, Sighting drift) {
    Instant since = shared.tempo.now().minus(CONTEST_WINDOW);
    return target.heals().stream()
        .filter(it -> it.at().isAfter(since))
        .filter(it -> it.address().equals(addressOf(drift.address())))
        .filter(it -> it.fields().equals(fieldsOf(drift.fields())))
        .count();
  }

  /** The same fields, whatever their values are this time. */
  private static Digest fieldsOf(List<FieldChange> fields) {
    List<String> pointers = fields.stream().map(it -> it.pointer().toString()).sorted().toList();
    return Canonical.hash("esclusa/drift-fields/v1", Records.toValue(new Fields(pointers)));
  }

  private record Fields(List<String> pointers) {}

  private static Digest addressOf(Address address) {
    return Digest.of(address.text().getBytes(StandardCharsets.UTF_8));
  }

  private void answer(
      Recorder record,
      TargetRecord target,
      Managed managed,
      Estate estate,
      Revision revision,
      List<Drift> fresh) {
    Environment environment = estate.environment(managed.target().environment());
    List<Drift> restorable = fresh.stream().filter(Drift::restorable).toList();
    if (environment == null
        || environment.onDrift() == Environment.OnDrift.REPORT
        || restorable.isEmpty()) {
      return; // what an apply would not undo stays open until it is accepted or gone
    }
    if (contested(record, target, restorable) || halted(record, managed)) {
      return;
    }
    List<Recorded> waitingRestores =
        open(target).stream()
            .filter(it -> it.change().intent() instanceof Intent.Restore)
            .filter(it -> it.change() instanceof Change.Untouched)
            .toList();
    proposer.propose(
        record,
        new Proposer.Proposal(
            managed,
            new Intent.Restore(restorable.getFirst().id(), revision.commit()),
            revision,
            null,
            inPlaceHash(target),
            estate.configHash(managed.target(), managed.document()),
            "episode " + restorable.getFirst().id(),
            reason(restorable),
            Principal.SYSTEM.id()),
        waitingRestores);
  }

  private Digest inPlaceHash(TargetRecord target) {
    Recorded inPlace = target.inPlace() == null ? null : shared.ledger.change(target.inPlace());
    if (inPlace == null) {
      throw new IllegalStateException("target " + target.uid() + " was never in place");
    }
    return inPlace.change().proposed().desiredHash();
  }

  private static String reason(List<Drift> fresh) {
    Drift first = fresh.getFirst();
    String more = fresh.size() == 1 ? "" : " and " + (fresh.size() - 1) + " more";
    String by = first.manager() == null ? "" : " by " + first.manager();
    return first.address().text() + more + " drifted" + by;
  }

  private boolean contested(Recorder record, TargetRecord target, List<Drift> fresh) {
    boolean contested = false;
    for (Drift drift : fresh) {
      if (drift.count() > CONTEST_HEALS) {
        contested = true;
        record.target(
            target.uid(),
            new Fact.DriftContested(
                target.uid(), drift.id(), fieldsOf(drift.fields()), drift.count()),
            Payloads.Because.of(
                drift.address().text()
                    + " was restored "
                    + CONTEST_HEALS
                    + " times in ten minutes and drifted again"
                    + (drift.manager() == null ? "" : "; " + drift.manager() + " fights for it")));
      }
    }
    return contested;
  }

  /** Many targets of one place at once: the observer is doubted before the world is changed. */
  private boolean halted(Recorder record, Managed managed) {
    String place = placeOf(managed);
    if (shared.ledger.installation().haltedPlaces().contains(place)) {
      return true;
    }
    int all = 0;
    int drifted = 1;
    for (TargetRecord one : shared.ledger.targets()) {
      if (one.registered() < 0
          || one.removed()
          || !placeOf(shared.story.declared(one)).equals(place)) {
        continue;
      }
      all++;
      if (!one.uid().equals(managed.target().uid()) && !one.episodes().isEmpty()) {
        drifted++;
      }
    }
    if (!new MassDrift(drifted, all).doubtful()) {
      return false;
    }
    record.installation(
        new Fact.HealingHalted(place, drifted, all),
        Payloads.Because.of(
            drifted + " of " + all + " targets of " + place + " drifted at once; healing halts"));
    return true;
  }

  static String placeOf(Managed managed) {
    return managed.target().place().getOrDefault("cluster", managed.target().authority().text());
  }

  private List<Recorded> open(TargetRecord target) {
    List<Recorded> open = new ArrayList<>();
    for (var id : target.open()) {
      @Nullable Recorded it = shared.ledger.change(id);
      if (it != null) {
        open.add(it);
      }
    }
    return open;
  }
}
