package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What every container of a pod or of a pod template needs, and the ranges of its numbers. */
final class ContainerRule {
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final List<String> HOOKS = List.of("postStart", "preStop");
  private static final List<String> PROBE_COUNTS =
      List.of(
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold");

  private ContainerRule() {}

  /**
   * @param spec of a pod
   * @param at where it stands, e.g. {@code spec.template.spec}
   */
  static void faults(Mapping spec, String at, List<Refusal.Cause> faults) {
    List<Mapping> containers = Meta.mappingsAt(spec, "containers");
    if (containers.isEmpty()) faults.add(Refusal.Cause.required(at + ".containers", ""));
    Set<String> names = new HashSet<>();
    faults(containers, at + ".containers", names, faults);
    faults(Meta.mappingsAt(spec, "initContainers"), at + ".initContainers", names, faults);
  }

  private static void faults(
      List<Mapping> containers, String at, Set<String> names, List<Refusal.Cause> faults) {
    for (int index = 0; index < containers.size(); index++) {
      Mapping container = containers.get(index);
      String place = at + "[" + index + "]";
      nameFaults(container, place, names, faults);
      if (Meta.textOr(container, "", "image").isEmpty())
        faults.add(Refusal.Cause.required(place + ".image", ""));
      portFaults(Meta.mappingsAt(container, "ports"), place + ".ports", faults);
      for (String hook : HOOKS) {
        String field = place + ".lifecycle." + hook;
        handlerFaults(Meta.mappingAt(container, "lifecycle", hook), field, faults);
      }
      for (String probe : PROBES) {
        if (container.get(probe) instanceof Mapping found)
          probeFaults(found, probe, place + "." + probe, faults);
      }
    }
  }

  private static void nameFaults(
      Mapping container, String at, Set<String> names, List<Refusal.Cause> faults) {
    String name = Meta.textOr(container, "", "name");
    if (name.isEmpty()) faults.add(Refusal.Cause.required(at + ".name", ""));
    else if (!names.add(name)) faults.add(Refusal.Cause.duplicate(at + ".name", name));
  }

  private static void portFaults(List<Mapping> ports, String at, List<Refusal.Cause> faults) {
    Set<String> names = new HashSet<>();
    for (int index = 0; index < ports.size(); index++) {
      Mapping port = ports.get(index);
      String place = at + "[" + index + "]";
      String name = Meta.textOr(port, "", "name");
      if (!name.isEmpty()) {
        NumberRules.portName(name, place + ".name", faults);
        if (!names.add(name)) faults.add(Refusal.Cause.duplicate(place + ".name", name));
      }
      long number = Meta.longOr(port, 0, "containerPort");
      if (number == 0) faults.add(Refusal.Cause.required(place + ".containerPort", ""));
      else NumberRules.port(number, place + ".containerPort", faults);
      long onHost = Meta.longOr(port, 0, "hostPort");
      if (onHost != 0) NumberRules.port(onHost, place + ".hostPort", faults);
      NumberRules.protocol(port, place + ".protocol", faults);
    }
  }

  private static void probeFaults(
      Mapping probe, String kind, String at, List<Refusal.Cause> faults) {
    boolean handled = List.of("exec", "httpGet", "tcpSocket", "grpc").stream().anyMatch(probe::has);
    if (!handled) faults.add(Refusal.Cause.required(at, "must specify a handler type"));
    handlerFaults(probe, at, faults);
    NumberRules.notNegative(probe, at, PROBE_COUNTS, faults);
    long successes = Meta.longOr(probe, 1, "successThreshold");
    if (!kind.equals("readinessProbe") && successes > 1) {
      faults.add(
          Refusal.Cause.invalid(at + ".successThreshold", Long.toString(successes), "must be 1"));
    }
  }

  private static void handlerFaults(Mapping handler, String at, List<Refusal.Cause> faults) {
    for (String how : List.of("httpGet", "tcpSocket")) {
      if (handler.get(how) instanceof Mapping found)
        NumberRules.portOrName(found.get("port"), at + "." + how + ".port", faults);
    }
    if (handler.get("grpc") instanceof Mapping grpc)
      NumberRules.port(Meta.longOr(grpc, 0, "port"), at + ".grpc.port", faults);
  }
}
