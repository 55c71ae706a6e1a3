package dev.esclusa.terraform;

import dev.esclusa.terraform.RiskFact.Kind;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the step from one value of an object to another opens, by the attributes of common
 * providers. Only what is new counts: a rule that was public before is no news.
 */
final class SecurityView {
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0/0", "::/0");
  private static final Set<String> AZURE_EVERYWHERE = Set.of("*", "internet", "any", "0.0.0.0/0");
  private static final RiskRules RULES = RiskRules.BUILT_IN;

  private final String address;
  private final String type;
  private final List<RiskFact> found = new ArrayList<>();

  private SecurityView(String address, String type) {
    this.address = address;
    this.type = type;
  }

  /**
   * @param unknown configured attributes that become known only by an apply
   */
  static List<RiskFact> of(
      String address,
      String type,
      @Nullable Value before,
      @Nullable Value after,
      Set<String> unknown) {
    SecurityView view = new SecurityView(address, type);
    if (after == null) {
      view.gone();
    } else {
      view.network(before, after);
      view.attributes(before, after);
      view.policies(before, after);
      view.unknowns(unknown);
    }
    return view.found;
  }

  private void gone() {
    if (RULES.protects(type)) {
      add(Kind.GUARD_OFF, Severity.HIGH, "a resource that protects others goes away");
    }
  }

  private void add(Kind kind, Severity severity, String what) {
    found.add(new RiskFact(kind, severity, address, address + ": " + what + "."));
  }

  private void network(@Nullable Value before, Value after) {
    if (!RULES.guardsNetwork(type) || outbound(after)) {
      return;
    }
    Set<Value> open = new HashSet<>();
    openings("", after, after, open);
    if (before != null && !outbound(before)) {
      Set<Value> was = new HashSet<>();
      openings("", before, before, was);
      open.removeAll(was);
    }
    if (!open.isEmpty()) {
      add(Kind.PUBLIC_INGRESS, Severity.CRITICAL, "a rule lets everybody in (0.0.0.0/0 or ::/0)");
    }
  }

  private static boolean outbound(Value object) {
    for (String key : List.of("type", "direction")) {
      String direction = object.text(key);
      if (direction != null
          && (direction.equalsIgnoreCase("egress") || direction.equalsIgnoreCase("outbound"))) {
        return true;
      }
    }
    return Value.TRUE.equals(object.at("egress"));
  }

  /** The nearest mappings around addresses that mean everybody. */
  private static void openings(String name, Value here, Value around, Set<Value> open) {
    switch (here) {
      case Value.Mapping mapping -> {
        if (!outbound(mapping)) {
          for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
            if (!entry.getKey().startsWith("egress") && !entry.getKey().startsWith("outbound")) {
              openings(entry.getKey(), entry.getValue(), mapping, open);
            }
          }
        }
      }
      case Value.Sequence(List<Value> items) ->
          items.forEach(item -> openings(name, item, around, open));
      case Value.Text(String text) -> {
        boolean source = name.startsWith("source_address_prefix");
        if (EVERYWHERE.contains(text)
            || (source && AZURE_EVERYWHERE.contains(text.toLowerCase(Locale.ROOT)))) {
          open.add(rule(around));
        }
      }
      default -> {}
    }
  }

  /** What the rule allows, without what only describes it. */
  private static Value rule(Value around) {
    Value rule = NormalForm.of(around);
    return rule instanceof Value.Mapping named
        ? named
            .without("description")
            .without("tags")
            .without("tags_all")
            .without("id")
            .without("arn")
        : rule;
  }

  private void attributes(@Nullable Value before, Value after) {
    Map<String, Value> old = PlanReader.entries(before);
    Map<String, Value> now = PlanReader.entries(after);
    Set<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      boolean was = Value.TRUE.equals(old.get(name));
      boolean is = Value.TRUE.equals(now.get(name));
      if (was && !is && RULES.encrypts(name)) {
        add(Kind.ENCRYPTION_OFF, Severity.HIGH, name + " is switched off");
      } else if (before == null && Value.FALSE.equals(now.get(name)) && RULES.encrypts(name)) {
        add(Kind.ENCRYPTION_OFF, Severity.MEDIUM, name + " is off from the beginning");
      } else if (was && !is && RULES.guards(name)) {
        add(Kind.GUARD_OFF, Severity.HIGH, name + " is switched off");
      } else if (!was && is && RULES.opens(name)) {
        boolean reachable = name.startsWith("public") || name.startsWith("allow");
        add(
            Kind.PUBLIC_ACCESS,
            reachable ? Severity.CRITICAL : Severity.MEDIUM,
            name + " is switched on");
      } else if (name.equals("acl") && isPublicAcl(now.get(name)) && !isPublicAcl(old.get(name))) {
        add(Kind.PUBLIC_ACCESS, Severity.CRITICAL, "the access list opens it to the public");
      }
    }
  }

  private static boolean isPublicAcl(@Nullable Value acl) {
    return acl instanceof Value.Text(String text) && text.startsWith("public-");
  }

  private void policies(@Nullable Value before, Value after) {
    Severity now = PolicyView.worst(after);
    if (now == Severity.LOW) {
      return;
    }
    Severity was = before == null ? Severity.LOW : PolicyView.worst(before);
    if (now.compareTo(was) > 0) {
      add(Kind.WILDCARD_IAM, now, "a policy allows everything, or everybody (wildcard)");
    }
  }

  private void unknowns(Set<String> unknown) {
    Set<String> names = new TreeSet<>();
    for (String name : unknown) {
      if (RULES.isSecurity(name)) {
        names.add(name);
      }
    }
    if (!names.isEmpty()) {
      add(
          Kind.UNKNOWN_SECURITY,
          Severity.MEDIUM,
          String.join(", ", names) + " becomes known only by the apply");
    }
  }
}
