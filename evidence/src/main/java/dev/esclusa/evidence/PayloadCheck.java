package dev.esclusa.evidence;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact.PayloadsErased;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether each payload is the one its leaf commits to, or was erased and a leaf says so. */
final class PayloadCheck {
  private final ChangeId change;
  private final Map<Long, Logged> erasures = new HashMap<>();
  private final Map<Long, Integer> erasedBy = new HashMap<>();
  private final Notes notes;

  private PayloadCheck(ChangeId change, Notes notes) {
    this.change = change;
    this.notes = notes;
  }

  static Contents of(Bundle bundle, List<Logged> facts, List<Logged> erasures, Notes notes) {
    PayloadCheck check = new PayloadCheck(bundle.change(), notes);
    erasures.forEach(check::erasure);
    Map<Long, Value> contents = new HashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      Bundle.FactLeaf leaf = bundle.leaves().get(i);
      if (leaf.payload() != null) {
        contents.put(facts.get(i).index(), check.content(facts.get(i), leaf));
      } else {
        check.absent(facts.get(i), leaf);
      }
    }
    check.counts();
    notes.checked(
        contents.size()
            + " payloads are the ones that the leaves commit to, "
            + check.erasedBy.values().stream().mapToInt(it -> it).sum()
            + " were erased");
    return new Contents(facts, contents);
  }

  private void erasure(Logged leaf) {
    if (!(leaf.fact() instanceof PayloadsErased fact) || !fact.change().equals(change)) {
      throw Refuted.payload(
          leaf.place(), "It does not say that payloads of " + change + " were erased.");
    }
    erasures.put(leaf.index(), leaf);
  }

  private Value content(Logged fact, Bundle.FactLeaf leaf) {
    Bundle.Payload payload = java.util.Objects.requireNonNull(leaf.payload());
    if (leaf.erased() != null) {
      throw Refuted.payload(fact.payloadPlace(), "It is here and said to be erased.");
    }
    if (!Envelope.commitmentOf(payload.salt(), payload.bytes())
        .equals(fact.envelope().commitment())) {
      throw Refuted.payload(fact.payloadPlace(), "Its leaf commits to other content.");
    }
    if (payload.salt().length != Envelope.SALT_BYTES) {
      // Salt and payload are hashed one after the other: only a fixed width keeps them apart.
      throw Refuted.payload(
          fact.payloadPlace(),
          "Its salt has "
              + payload.salt().length
              + " bytes, wanted are "
              + Envelope.SALT_BYTES
              + ".");
    }
    try {
      return Canonical.read(payload.bytes());
    } catch (TreeException malformed) {
      throw Refuted.payload(
          fact.payloadPlace(), "It is not canonical JSON: " + malformed.getMessage());
    }
  }

  private void absent(Logged fact, Bundle.FactLeaf leaf) {
    boolean never = fact.envelope().commitment().equals(Facts.NO_PAYLOAD);
    if (never && leaf.erased() == null) {
      return;
    }
    Logged erasure = leaf.erased() == null ? null : erasures.get(leaf.erased().by());
    if (never || erasure == null || erasure.index() <= fact.index()) {
      throw Refuted.payload(
          fact.payloadPlace(), "It is missing, and no later leaf says that it was erased.");
    }
    erasedBy.merge(erasure.index(), 1, Integer::sum);
    notes.erased(fact.payloadPlace() + ", by " + erasure.place());
  }

  private void counts() {
    for (Logged erasure : erasures.values()) {
      int here = erasedBy.getOrDefault(erasure.index(), 0);
      int recorded = ((PayloadsErased) erasure.fact()).payloads();
      if (here > recorded) {
        throw Refuted.payload(
            erasure.place(), "It erased " + recorded + " payloads, the bundle lacks " + here + ".");
      }
    }
  }
}
