package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A service gets an address of its own, and node ports where its type wants them. */
final class ServiceRule implements KindRule {
  private static final int FIRST_NODE_PORT = 30000;
  private static final int LAST_NODE_PORT = 32767;
  private static final Set<String> WITH_NODE_PORTS = Set.of("NodePort", "LoadBalancer");

  private final Store store;

  ServiceRule(Store store) {
    this.store = store;
  }

  @Override
  public Mapping created(Mapping object) {
    return Meta.carried(
        "status",
        Value.mapping("status", Value.mapping("loadBalancer", Meta.EMPTY)),
        allocated(object));
  }

  /**
   * What is not said keeps its address and ports, so that an apply of the same file changes
   * nothing.
   */
  @Override
  public Mapping updated(Mapping live, Mapping next) {
    Mapping spec = Meta.spec(next);
    Mapping was = Meta.spec(live);
    if (isExternal(next)) {
      return next.with(
          "spec",
          spec.without("clusterIP")
              .without("clusterIPs")
              .without("ipFamilies")
              .without("ipFamilyPolicy"));
    }
    for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      if (!spec.has(field) && was.has(field)) spec = Meta.carried(field, was, spec);
    }
    return allocated(
        next.with("spec", hasNodePorts(spec) ? withPortsOf(was, spec) : withoutPortsOf(was, spec)));
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    Mapping spec = Meta.spec(next);
    boolean headless = "None".equals(spec.text("clusterIP"));
    List<Mapping> ports = Meta.mappingsAt(spec, "ports");
    if (ports.isEmpty() && !headless && !isExternal(next))
      faults.add(Refusal.Cause.required("spec.ports", ""));
    Set<String> names = new HashSet<>();
    for (int index = 0; index < ports.size(); index++) {
      String at = "spec.ports[" + index + "]";
      portFaults(ports.get(index), at, faults);
      nameFaults(ports.get(index), at, ports.size(), names, faults);
      boolean onNodes = Meta.longOr(ports.get(index), 0, "nodePort") != 0;
      if (onNodes && !hasNodePorts(spec) && !isExternal(next)) {
        faults.add(
            Refusal.Cause.forbidden(
                at + ".nodePort", "may not be used when `type` is 'ClusterIP'"));
      }
    }
    String was = live == null ? "" : Meta.textOr(live, "", "spec", "clusterIP");
    String is = Meta.textOr(spec, "", "clusterIP");
    if (!was.isEmpty()
        && !isExternal(next)
        && live != null
        && !isExternal(live)
        && !was.equals(is)) {
      faults.add(
          Refusal.Cause.invalid(
              "spec.clusterIPs[0]", "[" + NameRules.quoted(is) + "]", "may not change once set"));
    }
    return faults;
  }

  private static void portFaults(Mapping port, String at, List<Refusal.Cause> faults) {
    NumberRules.port(Meta.longOr(port, 0, "port"), at + ".port", faults);
    NumberRules.portOrName(port.get("targetPort"), at + ".targetPort", faults);
    NumberRules.protocol(port, at + ".protocol", faults);
  }

  private static void nameFaults(
      Mapping port, String at, int count, Set<String> names, List<Refusal.Cause> faults) {
    String name = Meta.textOr(port, "", "name");
    if (!name.isEmpty() && !names.add(name))
      faults.add(Refusal.Cause.duplicate(at + ".name", name));
    if (name.isEmpty() && count > 1) faults.add(Refusal.Cause.required(at + ".name", ""));
  }

  /** A dry run takes no port, so kube-apiserver does not ask its range then. */
  @Override
  public List<Refusal.Cause> shortages(
      @Nullable Mapping live, Mapping next, WriteOptions.Effect effect) {
    if (!hasNodePorts(Meta.spec(next))) return List.of();
    Set<Long> taken = takenNodePorts();
    if (live != null) taken.removeAll(nodePorts(live));
    Set<String> own = new HashSet<>();
    List<Mapping> ports = Meta.mappingsAt(next, "spec", "ports");
    for (int index = 0; index < ports.size(); index++) {
      long number = Meta.longOr(ports.get(index), 0, "nodePort");
      boolean again = !own.add(Meta.textOr(ports.get(index), "TCP", "protocol") + number);
      boolean outside = number < FIRST_NODE_PORT || number > LAST_NODE_PORT;
      String why =
          again || taken.contains(number)
              ? "provided port is already allocated"
              : outside && effect == WriteOptions.Effect.PERSIST
                  ? "provided port is not in the valid range. The range of valid ports is "
                      + FIRST_NODE_PORT
                      + "-"
                      + LAST_NODE_PORT
                  : "";
      if (!why.isEmpty()) {
        String at = "spec.ports[" + index + "].nodePort";
        return List.of(Refusal.Cause.invalid(at, Long.toString(number), why));
      }
    }
    return List.of();
  }

  private Mapping allocated(Mapping object) {
    Mapping spec = Meta.spec(object);
    if (isExternal(object)) return object;
    if (Meta.textOr(spec, "", "clusterIP").isEmpty())
      spec = spec.with("clusterIP", Value.of(freeAddress()));
    spec = spec.with("clusterIPs", Value.sequence(Value.of(Meta.textOr(spec, "", "clusterIP"))));
    if (!spec.has("ipFamilies")) spec = spec.with("ipFamilies", Value.of(List.of("IPv4")));
    if (!spec.has("ipFamilyPolicy")) spec = spec.with("ipFamilyPolicy", Value.of("SingleStack"));
    return object.with("spec", withNodePorts(spec));
  }

  private Mapping withNodePorts(Mapping spec) {
    List<Mapping> ports = new ArrayList<>();
    Set<Long> taken = null;
    for (Mapping port : Meta.mappingsAt(spec, "ports")) {
      if (hasNodePorts(spec) && Meta.longOr(port, 0, "nodePort") == 0) {
        if (taken == null) {
          taken = takenNodePorts();
          taken.addAll(nodePorts(Value.mapping("spec", spec)));
        }
        port = port.with("nodePort", Value.of(freeNodePort(taken)));
      }
      ports.add(port);
    }
    return ports.isEmpty() ? spec : spec.with("ports", new Sequence(List.copyOf(ports)));
  }

  /** What was handed out goes with the type that needed it. */
  private static Mapping withoutPortsOf(Mapping was, Mapping spec) {
    Set<Long> before = nodePorts(Value.mapping("spec", was));
    List<Mapping> ports = new ArrayList<>();
    for (Mapping port : Meta.mappingsAt(spec, "ports")) {
      boolean old = before.contains(Meta.longOr(port, 0, "nodePort"));
      ports.add(old ? port.without("nodePort") : port);
    }
    for (String field : List.of("externalTrafficPolicy", "allocateLoadBalancerNodePorts")) {
      if (Objects.equals(was.get(field), spec.get(field))) spec = spec.without(field);
    }
    return ports.isEmpty() ? spec : spec.with("ports", new Sequence(List.copyOf(ports)));
  }

  private static Mapping withPortsOf(Mapping was, Mapping spec) {
    List<Mapping> before = Meta.mappingsAt(was, "ports");
    List<Mapping> ports = new ArrayList<>(Meta.mappingsAt(spec, "ports"));
    for (int at = 0; at < ports.size(); at++) {
      Mapping port = ports.get(at);
      for (Mapping old : before) {
        boolean same = Meta.longOr(old, 0, "port") == Meta.longOr(port, -1, "port");
        if (same && old.has("nodePort") && !port.has("nodePort"))
          ports.set(at, Meta.carried("nodePort", old, port));
      }
    }
    return ports.isEmpty() ? spec : spec.with("ports", new Sequence(List.copyOf(ports)));
  }

  private static boolean hasNodePorts(Mapping spec) {
    return WITH_NODE_PORTS.contains(Meta.textOr(spec, "ClusterIP", "type"));
  }

  private static boolean isExternal(Mapping service) {
    return "ExternalName".equals(service.text("spec", "type"));
  }

  private String freeAddress() {
    Set<String> taken = new HashSet<>();
    for (Mapping service : services()) taken.add(Meta.textOr(service, "", "spec", "clusterIP"));
    for (int number = 10; number < 1 << 16; number++) {
      String address = "10.96." + (number >> 8) + "." + (number & 255);
      if (!taken.contains(address)) return address;
    }
    throw Refusal.unprocessable("no free service address is left in 10.96.0.0/16");
  }

  private Set<Long> takenNodePorts() {
    Set<Long> taken = new HashSet<>();
    for (Mapping service : services()) taken.addAll(nodePorts(service));
    return taken;
  }

  private static Set<Long> nodePorts(Mapping service) {
    Set<Long> found = new HashSet<>();
    for (Mapping port : Meta.mappingsAt(service, "spec", "ports")) {
      long number = Meta.longOr(port, 0, "nodePort");
      if (number != 0) found.add(number);
    }
    return found;
  }

  private static long freeNodePort(Set<Long> taken) {
    for (long port = FIRST_NODE_PORT; port <= LAST_NODE_PORT; port++)
      if (taken.add(port)) return port;
    throw Refusal.unprocessable("no free node port is left");
  }

  private List<Mapping> services() {
    return store.list("", "services", "").objects();
  }
}
