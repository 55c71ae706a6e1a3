package dev.esclusa.control;

import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;

/**
 * The first configuration. It needs nobody's approval, because the operator named its commit; where
 * nobody named one, it is the head that is seen first, and what was seen first stays.
 */
final class Beginning {
  private final Shared shared;

  Beginning(Shared shared) {
    this.shared = shared;
  }

  /**
   * Refuses a journal of another installation, or one that began with another commit than the one
   * that was named.
   *
   * @throws ProblemException CTL-0050, CTL-0053
   */
  static void requireSame(InstallationRecord recorded, Settings settings, String installation) {
    String id = recorded.id();
    if (id != null && !id.equals(installation)) {
      throw Problem.caller(
              "CTL-0053",
              "the journal belongs to installation " + id + ", the keys to " + installation,
              "Start with the keys folder that belongs to this database.")
          .asException();
    }
    Genesis named = settings.genesis();
    String genesis = recorded.genesis();
    if (named != null && genesis != null && !genesis.equals(named.commit())) {
      throw Problem.caller(
              "CTL-0050",
              "the journal began with commit "
                  + genesis
                  + ", the genesis that was named is "
                  + named.commit(),
              "Name the commit it began with, or give this installation a database of its own.")
          .asException();
    }
  }

  /** The facts that put the genesis in force; the head of mainline must contain it. */
  Recorder facts(String head) {
    String commit = commit(head);
    Estate estate = estate(commit);
    return shared
        .record()
        .installation(
            new Fact.GenesisPinned(commit, signers(estate), shared.installation),
            Payloads.Because.of(
                shared.settings.genesis() == null
                    ? "it was the head of the root repository at the first start"
                    : "the operator named it"))
        .installation(
            new Fact.ConfigurationActivated(commit, estate.hash(), null),
            Payloads.Because.of("genesis"));
  }

  private String commit(String head) {
    Genesis named = shared.settings.genesis();
    String root = shared.settings.rootRepository();
    if (named == null) {
      return head;
    }
    if (!shared.ports.repositories().isAncestor(root, named.commit(), head)) {
      throw Problem.caller(
              "CTL-0051",
              "mainline of "
                  + root
                  + ", whose head is "
                  + head
                  + ", does not contain the genesis that was named: "
                  + named.commit(),
              "Name a commit of that repository's mainline, by all of its digits.")
          .asException();
    }
    requireSigned(root, named);
    return named.commit();
  }

  private void requireSigned(String root, Genesis named) {
    if (named.signers() == null) {
      return;
    }
    Principal broughtBy =
        shared.ports.repositories().commit(root, named.commit(), named.signers()).broughtBy();
    boolean signed =
        broughtBy instanceof Principal.Known known
            && known.proof() == Principal.Proof.COMMIT_SIGNATURE;
    if (!signed) {
      throw Problem.caller(
              "CTL-0052",
              "the genesis "
                  + named.commit()
                  + " of "
                  + root
                  + " is not signed by one of the genesis signers"
                  + (broughtBy instanceof Principal.Unknown it ? ": " + it.cause() : ""),
              "Name the commit that they signed, or the file that lists their keys.")
          .asException();
    }
  }

  private Estate estate(String commit) {
    return switch (shared.estates.reading(commit)) {
      case EstateReading.Read it -> it.estate();
      case EstateReading.Refused it -> throw it.problems().getFirst().asException();
    };
  }

  /** The keys that the installation began with: those that were named, or those of the commit. */
  private Digest signers(Estate estate) {
    return Digest.of(signers(shared.settings.genesis(), estate).getBytes(StandardCharsets.UTF_8));
  }

  static String signers(@org.jspecify.annotations.Nullable Genesis named, Estate estate) {
    return named == null || named.signers() == null ? estate.allowedSigners() : named.signers();
  }
}
