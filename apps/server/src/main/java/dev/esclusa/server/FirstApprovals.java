package dev.esclusa.server;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.approval.Bindings;
import dev.esclusa.approval.Submission;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Journal;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.Intent;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Requirement;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings a fresh trial to the state in which its walk begins: the sample roles approve what the
 * first commit asks for in prod, with their own keys and on the record like everybody else. Later
 * commits get nothing from here.
 */
final class FirstApprovals {
  private static final System.Logger LOG = System.getLogger(FirstApprovals.class.getName());

  private final ControlPlane plane;
  private final Function<String, @Nullable SshKeyPair> keys;
  private final SecureRandom random = new SecureRandom();
  private final Set<String> given = ConcurrentHashMap.newKeySet();

  private FirstApprovals(ControlPlane plane, Function<String, @Nullable SshKeyPair> keys) {
    this.plane = plane;
    this.keys = keys;
  }

  /**
   * @param keys the key pair of a team's sample member, absent for other teams
   */
  static void give(ControlPlane plane, Function<String, @Nullable SshKeyPair> keys) {
    FirstApprovals approvals = new FirstApprovals(plane, keys);
    plane
        .ledger()
        .follow(
            entry -> {
              String type = entry.envelope().type();
              if (type.equals("policy-decided") || type.equals("approval-granted")) {
                Thread.ofVirtual().name("first-approvals").start(approvals::look);
              }
            });
    approvals.look();
  }

  private void look() {
    String genesis = plane.ledger().installation().genesis();
    for (Recorded change : plane.ledger().changes()) {
      if (change.change() instanceof Change.AwaitingApproval waiting
          && waiting.intent() instanceof Intent.Follow first
          && first.commit().equals(genesis)
          && plane.ledger().target(change.target()).inPlace() == null) {
        List<Requirement> required = plane.story().decision(change).required();
        waiting.missing().forEach(it -> approve(change, required.get(it)));
      }
    }
  }

  private void approve(Recorded change, Requirement requirement) {
    SshKeyPair pair = keys.apply(requirement.team());
    if (pair == null || !given.add(change.id() + " " + requirement.team())) {
      return;
    }
    String principal = Trial.principal(requirement.team());
    try {
      Binding binding =
          Bindings.withNonce(plane.desk().offer(change.id(), principal), Bindings.nonce(random));
      String signature = pair.sign(binding.canonicalBytes(), Binding.NAMESPACE);
      plane.desk().approve(change.id(), new Submission(binding, principal, "sshsig", signature));
    } catch (ProblemException | Journal.StreamMoved e) {
      given.remove(change.id() + " " + requirement.team());
      LOG.log(Level.INFO, "a first approval did not count yet: {0}", e.getMessage());
    }
  }
}
