package dev.esclusa.evidence;

import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.tree.Digest;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Whether the seal of a proven change is over exactly its facts. */
final class StatementCheck {
  private StatementCheck() {}

  static void of(List<Logged> facts, Change state, Notes notes) {
    Logged last = facts.getLast();
    if (!(last.fact() instanceof Fact.EvidenceSealed sealed)) {
      notes.unchecked(
          "whether facts follow leaf "
              + last.index()
              + ": the change is "
              + state.state()
              + " and was not sealed");
      return;
    }
    Digest statement = over(facts.subList(0, facts.size() - 1));
    if (!statement.equals(sealed.statement())) {
      throw Refuted.statement(
          last.place(),
          "It seals " + sealed.statement() + ", the facts before it give " + statement + ".");
    }
    notes.checked("the seal covers every fact before it, and nothing can follow it");
  }

  /** SHA-256 over the leaf hashes, in order. */
  private static Digest over(List<Logged> facts) {
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    facts.forEach(fact -> hashes.writeBytes(fact.leafHash().bytes()));
    return Digest.of(hashes.toByteArray());
  }
}
