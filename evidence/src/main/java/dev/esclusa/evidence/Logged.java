package dev.esclusa.evidence;

import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.ModelException;
import dev.esclusa.tlog.Hash;
import dev.esclusa.tlog.InclusionProof;
import dev.esclusa.tlog.TreeHead;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import java.util.ArrayList;
import java.util.List;

/** A leaf that was proven to be in the log, and read. */
record Logged(long index, Envelope envelope, Digest leafHash) {

  /** In rising order of their places in the log. */
  static List<Logged> all(List<Bundle.Proven> leaves, TreeHead head) {
    List<Logged> all = new ArrayList<>();
    long previous = -1;
    for (Bundle.Proven leaf : leaves) {
      if (leaf.index() <= previous) {
        throw Refuted.chain(
            "leaf " + leaf.index(), "It comes after leaf " + previous + " in the bundle.");
      }
      previous = leaf.index();
      all.add(of(leaf, head));
    }
    return all;
  }

  private static Logged of(Bundle.Proven leaf, TreeHead head) {
    String place = "leaf " + leaf.index();
    if (leaf.index() >= head.size()) {
      throw Refuted.inclusion(
          place, "The checkpoint covers " + head.size() + " leaves, this is not among them.");
    }
    if (!proof(place, leaf).proves(Hash.leaf(leaf.leaf()), head)) {
      throw Refuted.inclusion(
          typedPlace(place, leaf.leaf()),
          "Leaf and proof do not lead to the root of the checkpoint.");
    }
    return new Logged(leaf.index(), envelope(place, leaf.leaf()), Envelope.leafHash(leaf.leaf()));
  }

  private static InclusionProof proof(String place, Bundle.Proven leaf) {
    try {
      return new InclusionProof(leaf.index(), leaf.proof().stream().map(Hash::parse).toList());
    } catch (IllegalArgumentException malformed) {
      throw Refuted.inclusion(place, "Its proof cannot be read: " + malformed.getMessage());
    }
  }

  private static Envelope envelope(String place, byte[] leaf) {
    if (leaf.length > Envelope.MAX_BYTES) {
      throw Refuted.envelope(
          place, "It has " + leaf.length + " bytes, at most " + Envelope.MAX_BYTES + " may be.");
    }
    try {
      Envelope envelope = Records.fromValue(Envelope.class, Canonical.read(leaf));
      Fact fact = envelope.fact();
      if (envelope.version() != Envelope.VERSION
          || !envelope.type().equals(Envelope.typeOf(fact))
          || envelope.typeVersion() != fact.version()) {
        throw Refuted.envelope(
            place,
            "It says version "
                + envelope.version()
                + " and type "
                + envelope.type()
                + " version "
                + envelope.typeVersion()
                + ", this reads version "
                + Envelope.VERSION
                + " and "
                + Envelope.typeOf(fact)
                + " version "
                + fact.version()
                + ".");
      }
      return envelope;
    } catch (TreeException | ModelException malformed) {
      throw Refuted.envelope(place, "It is not an envelope: " + malformed.getMessage());
    }
  }

  /** The type of a leaf that is not to be believed, for the message only. */
  private static String typedPlace(String place, byte[] leaf) {
    try {
      String type = Canonical.read(leaf).text("type");
      return type == null || !type.matches("[a-z-]{1,40}") ? place : place + " (" + type + ")";
    } catch (TreeException unreadable) {
      return place;
    }
  }

  Fact fact() {
    return envelope.fact();
  }

  /** {@code leaf 17 (plan-computed)}. */
  String place() {
    return "leaf " + index + " (" + envelope.type() + ")";
  }

  String payloadPlace() {
    return "payload of " + place();
  }

  Report.Line line() {
    return new Report.Line(
        index,
        envelope.stream(),
        envelope.sequence(),
        envelope.type(),
        envelope.recordedAt(),
        envelope.actor(),
        Facts.detail(fact()),
        leafHash);
  }
}
