package dev.esclusa.evidence;

import dev.esclusa.evidence.ApproverSignatures.Answer;
import dev.esclusa.model.Address;
import dev.esclusa.model.Admission;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Binding;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether people approved exactly this transition, with their own keys, in time. */
final class ApprovalCheck {
  private final List<Logged> facts;
  private final Contents contents;
  private final Keys keys;
  private final Notes notes;
  private final Map<String, PersonId> persons = new HashMap<>();
  private final Map<PersonId, String> principals = new HashMap<>();

  ApprovalCheck(List<Logged> facts, Contents contents, Keys keys, Notes notes) {
    this.facts = facts;
    this.contents = contents;
    this.keys = keys;
    this.notes = notes;
  }

  /** What both kinds of approval say. */
  private record Counted(
      Logged leaf,
      @Nullable ChangeId from,
      Digest binding,
      PersonId approver,
      List<Integer> answers,
      Instant expiresAt) {}

  /** Those whose payload is there. */
  List<Report.Approved> check() {
    List<Counted> all = counted();
    List<Report.Approved> approvals = new ArrayList<>();
    for (Counted one : all) {
      separated(one);
      if (contents.of(one.leaf()) != null) {
        approvals.add(approved(one));
      }
    }
    consumed(all);
    note(all, approvals);
    return approvals;
  }

  private List<Counted> counted() {
    List<Counted> all = new ArrayList<>();
    for (Logged leaf : facts) {
      if (leaf.fact() instanceof Fact.ApprovalGranted it) {
        all.add(new Counted(leaf, null, it.binding(), it.approver(), it.answers(), it.expiresAt()));
      } else if (leaf.fact() instanceof Fact.ApprovalCarried it) {
        all.add(
            new Counted(
                leaf, it.from(), it.binding(), it.approver(), it.answers(), it.expiresAt()));
      }
    }
    return all;
  }

  /** For a carried approval the proposal's facts would tell; whoever merges may be anybody. */
  private void separated(Counted one) {
    Fact.ChangeProposed proposal = proposal();
    if (one.from() == null
        && (one.approver().equals(proposal.broughtBy())
            || proposal.authors().contains(one.approver()))) {
      throw Refuted.approval(
          one.leaf().place(), one.approver() + " approves a change that they had a hand in.");
    }
  }

  private Report.Approved approved(Counted one) {
    Approval approval =
        Objects.requireNonNull(contents.part(one.leaf(), "approval", Approval.class));
    SignedApproval signed =
        SignedApproval.in(one.leaf().index(), Objects.requireNonNull(contents.of(one.leaf())));
    bound(one, approval.binding(), Digest.of(signed.message()));
    onePerson(one, approval.approver());
    return new Report.Approved(
        one.leaf().index(), approval.approver(), one.approver(), signer(one, signed));
  }

  private void bound(Counted one, Binding binding, Digest hash) {
    same(one, "binding hash", hash, one.binding());
    same(one, "target", binding.target(), proposal().target());
    same(one, "intent", binding.intent(), proposal().intent().word());
    same(one, "change", binding.change(), one.from() == null ? proposal().change() : one.from());
    same(one, "expiry", binding.expiresAt(), one.expiresAt());
    PolicyDecision whole = contents.decision();
    if (whole != null && !whole.answeredBy(binding.rules()).containsAll(one.answers())) {
      throw Refuted.approval(
          one.leaf().payloadPlace(),
          "It answers the rules "
              + binding.rules()
              + ", it was counted for the requirements "
              + one.answers()
              + " of "
              + whole.required()
              + ".");
    }
    for (Logged leaf : facts) {
      if (leaf.fact() instanceof Fact.PlanComputed plan) {
        boundTo(one, binding, plan);
      } else if (leaf.fact() instanceof Fact.PolicyDecided decision) {
        boundTo(one, binding, decision);
      }
    }
    notes.unchecked("that " + binding.installation() + " is the installation you mean");
  }

  private void boundTo(Counted one, Binding binding, Fact.PlanComputed plan) {
    same(one, "plan hash", binding.planHash(), plan.planHash());
    same(one, "desired hash", binding.desiredHash(), plan.desiredHash());
    same(one, "risk", binding.risk(), plan.risk());
    same(one, "destructive", binding.destructive(), plan.destructive());
    if (one.from() == null) {
      same(one, "configuration hash", binding.configHash(), plan.configHash());
      String commit = proposal().intent().commit();
      same(one, "commit", String.valueOf(binding.commit()), String.valueOf(commit));
    }
  }

  private void boundTo(Counted one, Binding binding, Fact.PolicyDecided decision) {
    same(one, "verdict hash", binding.verdictHash(), decision.verdictHash());
    if (one.from() == null) {
      same(one, "decision hash", binding.decisionHash(), decision.decisionHash());
    }
    PolicyDecision content = contents.decision();
    List<Address> named = content == null ? List.of() : content.confirmDeletions();
    if (!binding.confirms().containsAll(named)) {
      throw Refuted.approval(
          one.leaf().payloadPlace(),
          "It does not name every deletion that the decision asks to be named: "
              + named.stream().map(Address::text).toList()
              + ".");
    }
  }

  /** A person who counts twice would need two pseudonyms, or two persons one. */
  private void onePerson(Counted one, String principal) {
    PersonId person = persons.putIfAbsent(principal, one.approver());
    String other = principals.putIfAbsent(one.approver(), principal);
    if ((person != null && !person.equals(one.approver()))
        || (other != null && !other.equals(principal))) {
      throw Refuted.approval(
          one.leaf().payloadPlace(),
          principal + " and " + one.approver() + " do not stand for one person throughout.");
    }
  }

  /** Fingerprint of the key; absent when nobody gave allowed signers. */
  private @Nullable String signer(Counted one, SignedApproval signed) {
    String allowed = keys.allowedSigners();
    if (allowed == null) {
      return null;
    }
    Answer answer =
        keys.signatures()
            .check(
                signed.message(),
                signed.signature(),
                signed.namespace(),
                one.leaf().envelope().recordedAt(),
                allowed);
    return switch (answer) {
      case Answer.Worthless it ->
          throw Refuted.signature(
              one.leaf().payloadPlace(),
              "The signature of " + signed.principal() + " is worthless: " + it.cause() + ".");
      case Answer.SignedBy it -> {
        if (!it.principal().equals(signed.principal())) {
          throw Refuted.signature(
              one.leaf().payloadPlace(),
              "It says " + signed.principal() + ", the key is of " + it.principal() + ".");
        }
        yield it.keyFingerprint();
      }
    };
  }

  /** What stands when the apply begins is what it uses up; the fold has checked that. */
  private void consumed(List<Counted> all) {
    Map<Digest, Counted> standing = new LinkedHashMap<>();
    Iterator<Counted> next = all.iterator();
    for (Logged leaf : facts) {
      if (leaf.fact() instanceof Fact.ApprovalGranted
          || leaf.fact() instanceof Fact.ApprovalCarried) {
        Counted one = next.next();
        standing.put(one.binding(), one);
      } else if (leaf.fact() instanceof Fact.ApprovalLapsed lapsed) {
        standing.remove(lapsed.binding());
      } else if (leaf.fact() instanceof Fact.ApplyStarted && !standing.isEmpty()) {
        admitted(leaf, standing);
      }
    }
  }

  /** Of what stands, admission counts what is in force at its moment; that has to be enough. */
  private void admitted(Logged apply, Map<Digest, Counted> standing) {
    Admission admission = contents.admission();
    if (admission == null) {
      notes.unchecked("whether the approvals were in force when the apply began: erased");
      return;
    }
    List<Counted> counted = new ArrayList<>();
    for (Digest binding : admission.bindings()) {
      Counted one = standing.get(binding);
      if (one == null) {
        throw Refuted.mismatch(
            apply.payloadPlace(), "It counts approval " + binding + ", which does not stand.");
      }
      inTime(apply, one, admission.decidedAt());
      counted.add(one);
    }
    required(apply, counted);
    notes.checked(
        counted.size()
            + " approvals were in force at "
            + admission.decidedAt()
            + " and meet every requirement");
  }

  private void required(Logged apply, List<Counted> counted) {
    for (Logged leaf : facts) {
      if (leaf.fact() instanceof Fact.PolicyDecided decided) {
        for (int i = 0; i < decided.quorum().size(); i++) {
          enough(apply, i, decided.quorum().get(i), counted);
        }
      }
    }
  }

  private void enough(Logged apply, int index, int wanted, List<Counted> counted) {
    long persons =
        counted.stream()
            .filter(it -> it.answers().contains(index))
            .map(Counted::approver)
            .distinct()
            .count();
    if (persons < wanted) {
      PolicyDecision decision = contents.decision();
      throw Refuted.approval(
          apply.place(),
          (decision == null
                  ? "Requirement " + index
                  : "Rule "
                      + decision.required().get(index).rule()
                      + " of team "
                      + decision.required().get(index).team())
              + " asks for "
              + wanted
              + ", admission counted "
              + persons
              + ".");
    }
  }

  private static void inTime(Logged apply, Counted one, Instant at) {
    if (!at.isBefore(one.expiresAt())) {
      throw Refuted.approval(
          apply.place(),
          "It began at "
              + at
              + "; the approval of "
              + one.leaf().place()
              + " counted until "
              + one.expiresAt()
              + ".");
    }
  }

  private void note(List<Counted> all, List<Report.Approved> approvals) {
    for (Counted one : all) {
      if (one.from() != null) {
        notes.unchecked(
            "the facts of the proposal "
                + one.from()
                + " that "
                + one.leaf().place()
                + " comes from: see its own evidence");
      }
    }
    if (all.isEmpty()) {
      return;
    }
    notes.checked("no approver had a hand in the change, as far as its own facts tell");
    notes.unchecked("that the approvers were members of the teams that their rules name");
    notes.unchecked(
        "which persons the pseudonyms stand for: they are keyed, and the key stays with the"
            + " installation");
    signatures(approvals);
  }

  private void signatures(List<Report.Approved> approvals) {
    if (approvals.isEmpty()) {
      return;
    }
    if (keys.allowedSigners() == null) {
      notes.unchecked("the approvers' signatures: nobody gave allowed signers");
      return;
    }
    notes.checked(approvals.size() + " approvals are signed over exactly this transition");
    if (!keys.outOfBand()) {
      notes.unchecked(
          "that the allowed signers are the right ones: they come from the bundle itself, "
              + keys.digest());
    }
  }

  private Fact.ChangeProposed proposal() {
    return (Fact.ChangeProposed) facts.getFirst().fact();
  }

  private static void same(Counted one, String what, Object signed, Object wanted) {
    if (!signed.equals(wanted)) {
      throw Refuted.approval(
          one.leaf().payloadPlace(),
          "Its " + what + " is " + signed + ", that of the change is " + wanted + ".");
    }
  }
}
