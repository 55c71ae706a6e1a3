package dev.esclusa.evidence;

import dev.esclusa.evidence.BundleSource.StoredLeaf;
import dev.esclusa.evidence.BundleSource.StoredPayload;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tlog.Hash;
import dev.esclusa.tlog.HashReader;
import dev.esclusa.tlog.InclusionProof;
import dev.esclusa.tlog.SignedCheckpoint;
import dev.esclusa.tlog.TlogException;
import dev.esclusa.tlog.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the evidence of a change. Each leaf is proven before it goes in. */
public final class BundleMaker {
  private final BundleSource source;

  public BundleMaker(BundleSource source) {
    this.source = source;
  }

  /**
   * @param allowedSigners the file in force when the change was approved; null to leave it out
   * @throws dev.esclusa.model.ProblemException EVD-0012 when the log does not cover the change yet,
   *     EVD-0013 when there is no such change, EVD-0014 when a stored leaf is not the logged one
   */
  public Bundle make(ChangeId change, @Nullable String allowedSigners) {
    try {
      return proven(change, allowedSigners);
    } catch (TlogException broken) {
      throw new ProblemException(
          Problem.defect(
              "EVD-0014",
              "The log does not give the proofs of change " + change + ": " + broken.getMessage(),
              "Audit the log; tiles can be built again from an unchanged journal."),
          broken);
    }
  }

  private Bundle proven(ChangeId change, @Nullable String allowedSigners) {
    List<StoredLeaf> stored = source.leavesOf(change);
    if (stored.isEmpty()) {
      throw Problem.caller(
              "EVD-0013",
              "The log has no fact of change " + change + ".",
              "List the changes with: esclusa get changes")
          .asException();
    }
    Prover prover = prover(change, stored.getLast().index());
    List<Bundle.Proven> proven = stored.stream().map(prover::prove).toList();
    // Only what is in the log is worth reading.
    List<Envelope> envelopes = stored.stream().map(leaf -> Envelope.read(leaf.bytes())).toList();
    Erasures erasures = new Erasures(change, prover);
    List<Bundle.FactLeaf> facts = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      facts.add(fact(proven.get(i), envelopes.get(i), erasures));
    }
    return new Bundle(
        Bundle.FORMAT,
        Bundle.VERSION,
        change,
        state(envelopes),
        prover.checkpoint,
        allowedSigners,
        erasures.used.values().stream().map(prover::prove).toList(),
        facts,
        between(stored, envelopes).stream().map(prover::prove).toList());
  }

  private Prover prover(ChangeId change, long last) {
    String checkpoint = source.checkpoint();
    TreeHead head = checkpoint == null ? TreeHead.EMPTY : SignedCheckpoint.parse(checkpoint).head();
    if (checkpoint == null || head.size() <= last) {
      throw notCovered("Change " + change + " goes up to leaf " + last, head);
    }
    return new Prover(checkpoint, head, source.hashes(head.size()));
  }

  private Bundle.FactLeaf fact(Bundle.Proven leaf, Envelope envelope, Erasures erasures) {
    StoredPayload payload = source.payload(leaf.index());
    if (payload != null) {
      return new Bundle.FactLeaf(leaf, new Bundle.Payload(payload.salt(), payload.bytes()), null);
    }
    if (envelope.commitment().equals(Facts.NO_PAYLOAD)) {
      return new Bundle.FactLeaf(leaf, null, null);
    }
    return new Bundle.FactLeaf(leaf, null, new Bundle.Erased(erasures.of(leaf, envelope).index()));
  }

  /** The leaves that say what was erased; asked for only when something is missing. */
  private final class Erasures {
    private final ChangeId change;
    private final Prover prover;
    private final SortedMap<Long, StoredLeaf> used = new TreeMap<>();
    private @Nullable List<StoredLeaf> all;

    Erasures(ChangeId change, Prover prover) {
      this.change = change;
      this.prover = prover;
    }

    StoredLeaf of(Bundle.Proven leaf, Envelope envelope) {
      List<StoredLeaf> known = all == null ? source.erasuresOf(change) : all;
      all = known;
      StoredLeaf erasure =
          known.stream()
              .filter(it -> it.index() > leaf.index())
              .findFirst()
              .orElseThrow(() -> lost(leaf, envelope));
      if (erasure.index() >= prover.head.size()) {
        throw notCovered(
            "Payloads of change " + change + " were erased in leaf " + erasure.index(),
            prover.head);
      }
      used.put(erasure.index(), erasure);
      return erasure;
    }
  }

  private static ProblemException notCovered(String what, TreeHead head) {
    return Problem.environment(
            "EVD-0012",
            what + "; the newest witnessed checkpoint covers " + head.size() + " leaves.",
            "Try again in a moment; if it stays, see whether the witness answers.")
        .asException();
  }

  private static ProblemException lost(Bundle.Proven leaf, Envelope envelope) {
    return Problem.defect(
            "EVD-0007",
            "The payload of leaf "
                + leaf.index()
                + " ("
                + envelope.type()
                + ") is gone, and no leaf says that it was erased.",
            "Find out who removed it from the database; a backup may have it.")
        .asException();
  }

  /** Looks into a gap only where a leaf says that somebody else was there. */
  private List<StoredLeaf> between(List<StoredLeaf> stored, List<Envelope> envelopes) {
    List<StoredLeaf> others = new ArrayList<>();
    for (int i = 1; i < stored.size(); i++) {
      TargetUid target = envelopes.get(i).target();
      StoredLeaf before = stored.get(i - 1);
      if (target != null
          && !Envelope.leafHash(before.bytes()).equals(envelopes.get(i).previousOfTarget())) {
        others.addAll(source.leavesAbout(target, before.index() + 1, stored.get(i).index()));
      }
    }
    return others;
  }

  private static String state(List<Envelope> envelopes) {
    return Lifecycle.fold(envelopes.stream().map(it -> (Fact.OfChange) it.fact()).toList()).state();
  }

  /** One checkpoint and the tree under it. */
  private record Prover(String checkpoint, TreeHead head, HashReader hashes) {
    Bundle.Proven prove(StoredLeaf leaf) {
      InclusionProof proof = hashes.inclusion(leaf.index(), head.size());
      if (!proof.proves(Hash.leaf(leaf.bytes()), head)) {
        throw Problem.defect(
                "EVD-0014",
                "Leaf " + leaf.index() + " is stored otherwise than it was logged and witnessed.",
                "Somebody changed the journal or the tiles. Audit the log, and compare with a"
                    + " backup.")
            .asException();
      }
      return new Bundle.Proven(
          leaf.index(), leaf.bytes(), proof.path().stream().map(Hash::base64).toList());
    }
  }
}
