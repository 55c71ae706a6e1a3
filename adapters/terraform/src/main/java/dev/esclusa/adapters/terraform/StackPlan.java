package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Masked.SecretOrigin;
import dev.esclusa.model.NotKnownYet;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.terraform.ChangedLeaf;
import dev.esclusa.terraform.MaskedPlan;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.PlanHash;
import dev.esclusa.terraform.Secrets;
import dev.esclusa.terraform.Step;
import dev.esclusa.terraform.WrittenTexts;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An engine's plan in the words of the product, every secret masked. */
final class StackPlan {
  private static final String PHASE = "sync";
  private static final Pointer MOVED = Pointer.of("$address");

  private final PlanDocument document;
  private final PlanHash hash;
  private final Map<String, List<ChangedLeaf>> leaves = new HashMap<>();

  private StackPlan(PlanDocument document, PlanHash hash) {
    this.document = document;
    this.hash = hash;
    for (PlanHash.Entry entry : hash.entries()) {
      leaves.put(key(entry.kind(), entry.address(), entry.deposed()), entry.leaves());
    }
  }

  static StackPlan of(PlanDocument document, Redaction redaction) {
    return new StackPlan(document, PlanHash.of(document, masking(redaction)));
  }

  /** Equal secrets at one place are masked equally, under the installation's key. */
  static Masking masking(Redaction redaction) {
    return (address, pointer, secret) ->
        redaction
            .mask(new Address.Terraform(address), pointer, secret, SecretOrigin.LIVE)
            .toValue();
  }

  PlanHash hash() {
    return hash;
  }

  /**
   * The engine's own form as rules may read it. Each mask says whether its secret stands in Git.
   */
  Value masked(Redaction redaction, WrittenTexts written) {
    Masking masking =
        (address, pointer, secret) ->
            redaction
                .mask(
                    new Address.Terraform(address),
                    pointer,
                    secret,
                    written.hold(secret) ? SecretOrigin.LITERAL_IN_GIT : SecretOrigin.LIVE)
                .toValue();
    return MaskedPlan.of(document, Secrets.of(document), masking);
  }

  /**
   * What nobody could approve.
   *
   * @throws dev.esclusa.model.ProblemException CALLER, naming what
   */
  void requireApprovable(String stack) {
    List<String> unknown = new ArrayList<>();
    document.changes().stream()
        .filter(it -> it.step() == Step.UNKNOWN)
        .forEach(it -> unknown.add(it.address() + " " + it.actions()));
    if (document.errored() || !unknown.isEmpty()) {
      throw Problem.caller(
              "TFM-0045",
              "the plan of stack "
                  + stack
                  + " cannot be approved: "
                  + (unknown.isEmpty()
                      ? "planning failed half way"
                      : "it does what this version does not know: " + String.join(", ", unknown)),
              "Plan again; a newer engine may need a newer Esclusa.")
          .asException();
    }
  }

  /**
   * @param guarded addresses whose deletion an approval has to name
   * @param drift what of it undoes what others wrote
   */
  List<Predicted> predicted(
      Ownership ownership, String version, Set<String> guarded, StackDrift drift) {
    List<Predicted> all = new ArrayList<>();
    if (document.listsChanges()) {
      for (dev.esclusa.terraform.ResourceChange change : document.changes()) {
        if (!change.pureNoOp() && change.step() != Step.READ) {
          all.add(
              predicted(said(change, guarded, drift), change.before() != null, ownership, version));
        }
      }
    }
    for (PlanHash.Entry entry : hash.entries()) {
      switch (entry.kind()) {
        case "output" -> all.add(predicted(output(entry), existed(entry), ownership, version));
        case "drift" -> all.add(predicted(accepted(entry), true, ownership, version));
        default -> {
          // changes were listed above
        }
      }
    }
    return all;
  }

  static Predicted predicted(
      ResourceChange said, boolean there, Ownership ownership, String version) {
    return new Predicted(
        said.address(),
        null,
        there
            ? new Prediction.Live(Value.mapping(), said.address().text(), version, ownership)
            : null,
        Value.mapping(),
        List.of(),
        null,
        said);
  }

  private ResourceChange said(
      dev.esclusa.terraform.ResourceChange change, Set<String> guarded, StackDrift drift) {
    List<FieldChange> fields =
        switch (change.step()) {
          case DELETE, FORGET -> List.of();
          default ->
              fields(
                  leaves.getOrDefault(key("change", change.address(), change.deposed()), List.of()),
                  it -> drift.controller(change.address(), it));
        };
    if (change.moved() && change.previousAddress() != null) {
      fields = new ArrayList<>(fields);
      fields.add(
          new FieldChange(
              MOVED, Value.of(change.previousAddress()), Value.of(change.address()), false, null));
    }
    Action action = change.importing() ? Action.ADOPT : action(change.step(), change.moved());
    return new ResourceChange(
        address(change.address(), change.deposed()),
        action,
        fields,
        0,
        PHASE,
        action.destroys() && guarded.contains(change.address()),
        null);
  }

  private static ResourceChange output(PlanHash.Entry entry) {
    Action action =
        entry.facts().get("actions") instanceof Value.Sequence(List<Value> words)
            ? words.equals(List.of(Value.of("create")))
                ? Action.CREATE
                : words.contains(Value.of("delete")) ? Action.DELETE : Action.UPDATE
            : Action.UPDATE;
    return change(
        new Address.Terraform(entry.address()),
        action,
        action == Action.DELETE ? List.of() : fields(entry.leaves()));
  }

  private static boolean existed(PlanHash.Entry entry) {
    return output(entry).action() != Action.CREATE;
  }

  /** What a refresh would write into the state: the world as it is. */
  private static ResourceChange accepted(PlanHash.Entry entry) {
    boolean gone = Value.TRUE.equals(entry.facts().get("deleted"));
    return change(
        new Address.Terraform(entry.address()),
        gone ? Action.FORGET : Action.ADOPT,
        gone ? List.of() : fields(entry.leaves()));
  }

  static List<FieldChange> fields(List<ChangedLeaf> leaves) {
    return fields(leaves, it -> null);
  }

  /**
   * @param writer who else is known to write a place
   */
  static List<FieldChange> fields(
      List<ChangedLeaf> leaves, Function<Pointer, @Nullable String> writer) {
    return leaves.stream().map(it -> field(it, writer.apply(it.pointer()))).toList();
  }

  private static FieldChange field(ChangedLeaf leaf, @Nullable String writer) {
    return new FieldChange(
        leaf.pointer(),
        leaf.before(),
        leaf.unknown() ? NotKnownYet.VALUE : leaf.after(),
        leaf.sensitive(),
        writer);
  }

  static ResourceChange change(Address address, Action action, List<FieldChange> fields) {
    return new ResourceChange(address, action, fields, 0, PHASE, false, null);
  }

  static Address address(String address, @Nullable String deposed) {
    return new Address.Terraform(
        deposed == null ? address : address + " (deposed " + deposed + ")");
  }

  static Action action(Step step, boolean moved) {
    return switch (step) {
      case CREATE -> Action.CREATE;
      case UPDATE -> Action.UPDATE;
      case DELETE -> Action.DELETE;
      case DELETE_CREATE, CREATE_DELETE -> Action.REPLACE;
      case FORGET -> Action.FORGET;
      case NO_OP -> moved ? Action.UPDATE : Action.NOTHING;
      case READ, UNKNOWN -> Action.NOTHING;
    };
  }

  private static String key(String kind, String address, @Nullable String deposed) {
    return kind + " " + address + (deposed == null ? "" : " " + deposed);
  }
}
