package dev.esclusa.cli;

import dev.esclusa.model.Address;
import dev.esclusa.model.Masked.SecretOrigin;
import dev.esclusa.model.NotKnownYet;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Redaction;
import dev.esclusa.policy.ChangeDocument;
import dev.esclusa.policy.WrittenChange;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.terraform.ChangedLeaf;
import dev.esclusa.terraform.MaskedPlan;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.PlanHash;
import dev.esclusa.terraform.ResourceChange;
import dev.esclusa.terraform.RiskFact;
import dev.esclusa.terraform.RiskFacts;
import dev.esclusa.terraform.Secrets;
import dev.esclusa.terraform.Step;
import dev.esclusa.terraform.TerraformException;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Terraform or OpenTofu plan as the change document that an installation would make of it, every
 * secret masked under a key of this run. Of whom and what it is nothing is known but the
 * environment.
 */
final class PlanChange {
  private static final String NOBODY = "local";

  private final PlanDocument plan;
  private final RiskFacts risk;
  private final Map<String, List<ChangedLeaf>> leaves = new HashMap<>();
  private final Set<String> holdsData;

  private PlanChange(PlanDocument plan, List<PlanHash.Entry> touched) {
    this.plan = plan;
    this.risk = RiskFacts.of(plan);
    this.holdsData =
        risk.facts().stream()
            .filter(it -> it.kind() == RiskFact.Kind.DATA_LOSS)
            .map(RiskFact::address)
            .collect(Collectors.toSet());
    touched.forEach(
        it -> leaves.put(it.kind() + " " + spelled(it.address(), it.deposed()), it.leaves()));
  }

  static WrittenChange read(Terminal terminal, String name, String environment) {
    byte[] bytes = TerraformPlan.bytes(terminal, name);
    try {
      PlanDocument plan = PlanDocument.read(bytes);
      Redaction redaction = new Redaction(terminal.tempo().chance().bytes(32));
      Masking masking =
          (address, pointer, secret) ->
              redaction
                  .mask(new Address.Terraform(address), pointer, secret, SecretOrigin.LIVE)
                  .toValue();
      Secrets secrets = Secrets.of(plan);
      PlanChange change = new PlanChange(plan, PlanHash.entries(plan, secrets, masking));
      Value.Mapping document =
          change.document(
              name.substring(name.lastIndexOf('/') + 1),
              environment,
              MaskedPlan.of(plan, secrets, masking));
      return WrittenChange.of((RegoObject) RegoValue.of(document));
    } catch (TerraformException refused) {
      throw refused(name, refused);
    }
  }

  private static Failure refused(String name, TerraformException refused) {
    String code = refused.code().toString();
    String cause = name + ": " + refused.where() + ": " + refused.reason();
    return refused.code() == TerraformException.Code.LIMIT
        ? Failure.of(ExitCode.LIMIT, Problem.capacity(code, cause, refused.fix()), refused)
        : Failure.of(ExitCode.MALFORMED, Problem.caller(code, cause, refused.fix()), refused);
  }

  private Value.Mapping document(String name, String environment, Value.Mapping masked) {
    return Value.mapping(
        "version", ChangeDocument.VERSION,
        "target", target(name, environment),
        "environment", Value.mapping("name", environment),
        "intent", "follow",
        "broughtBy", Value.mapping("name", NOBODY, "known", false),
        "changedFiles", List.of(),
        "plan", plan(),
        "objects", List.of(),
        "terraform", Value.mapping("plan", masked));
  }

  private static Value target(String name, String environment) {
    return Value.mapping(
        "uid", NOBODY,
        "name", environment + "/" + NOBODY + "/" + name,
        "environment", environment,
        "region", NOBODY,
        "project", NOBODY,
        "authority", "terraform",
        "owner", NOBODY,
        "riskTier", "standard",
        "place", Value.mapping());
  }

  private Value plan() {
    List<Value> changes = new ArrayList<>();
    for (ResourceChange change : plan.changes()) {
      if (!change.pureNoOp() && change.step() != Step.READ) {
        changes.add(change(change));
      }
    }
    List<String> summary = new ArrayList<>();
    summary.add(risk.summary().text());
    summary.addAll(risk.summary().blastRadius());
    return Value.mapping(
        "risk",
        Value.mapping(
            "level", word(risk.worst()),
            "reasons", risk.facts().stream().map(RiskFact::reason).toList(),
            "destructive", plan.changes().stream().anyMatch(it -> destroys(action(it)))),
        "changes",
        changes,
        "leftAlone",
        List.of(),
        "engine",
        "terraform " + plan.engineVersion(),
        "summary",
        summary);
  }

  private Value change(ResourceChange change) {
    String action = action(change);
    String address = spelled(change.address(), change.deposed());
    boolean goes = change.step() == Step.DELETE || change.step() == Step.FORGET;
    return Value.mapping(
        "address",
        address,
        "action",
        action,
        "destroys",
        destroys(action),
        "guarded",
        destroys(action) && holdsData.contains(change.address()),
        "fields",
        goes
            ? List.of()
            : leaves.getOrDefault("change " + address, List.of()).stream()
                .map(PlanChange::field)
                .toList());
  }

  private static Value field(ChangedLeaf leaf) {
    Value.Mapping field =
        Value.mapping("path", leaf.pointer().toString(), "sensitive", leaf.sensitive());
    Value before = leaf.before();
    Value after = leaf.unknown() ? NotKnownYet.VALUE : leaf.after();
    field = before == null ? field : field.with("before", before);
    return after == null ? field : field.with("after", after);
  }

  private static String action(ResourceChange change) {
    return change.importing()
        ? "adopt"
        : switch (change.step()) {
          case CREATE -> "create";
          case UPDATE -> "update";
          case DELETE -> "delete";
          case DELETE_CREATE, CREATE_DELETE -> "replace";
          case FORGET -> "forget";
          case NO_OP -> change.moved() ? "update" : "nothing";
          case READ, UNKNOWN -> "nothing";
        };
  }

  private static boolean destroys(String action) {
    return action.equals("delete") || action.equals("replace");
  }

  private static String spelled(String address, @Nullable String deposed) {
    return deposed == null ? address : address + " (deposed " + deposed + ")";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
