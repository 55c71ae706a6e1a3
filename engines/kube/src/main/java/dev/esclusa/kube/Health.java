package dev.esclusa.kube;

import dev.esclusa.kube.Assessment.Status;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object does what it should, by the rules of kstatus (sigs.k8s.io/cli-utils,
 * pkg/kstatus/status), told in the words of the product: a workload that waits for a person is
 * SUSPENDED, one past its deadline is DEGRADED.
 */
public final class Health {
  private static final String BUILT_IN = "kstatus";
  private static final String CONDITIONS = "conditions";
  private static final String EXISTENCE = "existence";

  private Health() {}

  /** Of a live object; null for one that is not there. */
  public static Assessment of(@Nullable Value object) {
    if (object == null) {
      return new Assessment(Status.MISSING, "the object does not exist", EXISTENCE);
    }
    KubeObject live = KubeObject.of(object);
    if (live.deletionTimestamp() != null) {
      return progressing("it is being deleted");
    }
    Assessment early = beforeItsKind(live);
    return early == null ? byKind(live) : early;
  }

  /**
   * What holds for every kind: the controller has seen this generation, and says that it is at work
   * or stuck.
   */
  private static @Nullable Assessment beforeItsKind(KubeObject live) {
    long observed = live.numberOr(-1, "status", "observedGeneration");
    if (observed >= 0 && observed < live.generation()) {
      return progressing(
          "generation " + live.generation() + " is not observed yet, only " + observed);
    }
    Condition reconciling = condition(live, "Reconciling");
    if (reconciling != null && reconciling.is("True")) {
      return new Assessment(Status.PROGRESSING, reconciling.text(), CONDITIONS);
    }
    Condition stalled = condition(live, "Stalled");
    return stalled != null && stalled.is("True")
        ? new Assessment(Status.DEGRADED, stalled.text(), CONDITIONS)
        : null;
  }

  private static Assessment byKind(KubeObject live) {
    return switch (live.groupKind().toString()) {
      case "Deployment.apps" -> deployment(live);
      case "StatefulSet.apps" -> statefulSet(live);
      case "DaemonSet.apps" -> daemonSet(live);
      case "ReplicaSet.apps" -> replicaSet(live);
      case "Pod" -> pod(live);
      case "Job.batch" -> job(live);
      case "CronJob.batch" ->
          live.is(true, "spec", "suspend")
              ? suspended("the schedule is suspended")
              : healthy("it is scheduled");
      case "PersistentVolumeClaim" -> claim(live);
      case "PodDisruptionBudget.policy" -> budget(live);
      case "Service" -> service(live);
      case "Ingress.networking.k8s.io" -> healthy("it exists");
      case "CustomResourceDefinition.apiextensions.k8s.io" -> definition(live);
      case "Namespace" ->
          live.textOr("Active", "status", "phase").equals("Active")
              ? healthy("it is active")
              : progressing("it is " + live.textOr("", "status", "phase"));
      default -> byConditions(live);
    };
  }

  private static Assessment deployment(KubeObject live) {
    if (live.is(true, "spec", "paused")) {
      return suspended("the rollout is paused");
    }
    Condition progress = condition(live, "Progressing");
    if (progress != null && progress.reason().equals("ProgressDeadlineExceeded")) {
      return degraded(progress.text());
    }
    Condition failure = condition(live, "ReplicaFailure");
    if (failure != null && failure.is("True")) {
      return degraded(failure.text());
    }
    if (unseen(live)) {
      return progressing("no controller has looked at it yet");
    }
    Counts is = Counts.of(live);
    Assessment counted = counted(is);
    if (counted != null) {
      return counted;
    }
    Condition available = condition(live, "Available");
    return available == null || available.is("True")
        ? healthy(is.wanted() + " replicas are available")
        : progressing(available.text());
  }

  private static Assessment statefulSet(KubeObject live) {
    if (live.textOr("", "spec", "updateStrategy", "type").equals("OnDelete")) {
      return healthy("pods are replaced only when they are deleted");
    }
    if (unseen(live)) {
      return progressing("no controller has looked at it yet");
    }
    Counts is = Counts.of(live);
    if (is.replicas() < is.wanted() || is.ready() < is.wanted()) {
      return progressing(is.ready() + " of " + is.wanted() + " replicas are ready");
    }
    if (is.replicas() > is.wanted()) {
      return progressing((is.replicas() - is.wanted()) + " replicas are still to go");
    }
    long partition = live.numberOr(0, "spec", "updateStrategy", "rollingUpdate", "partition");
    if (partition > 0) {
      long due = Math.max(0, is.wanted() - partition);
      return is.updated() < due
          ? progressing(is.updated() + " of " + due + " replicas of the partition are updated")
          : healthy("the partition is rolled out");
    }
    return revisionReached(live)
        ? healthy(is.wanted() + " replicas are ready")
        : progressing(is.updated() + " of " + is.wanted() + " replicas are updated");
  }

  private static boolean revisionReached(KubeObject live) {
    String current = live.textOr("", "status", "currentRevision");
    String update = live.textOr("", "status", "updateRevision");
    return update.isEmpty() || current.equals(update);
  }

  private static Assessment daemonSet(KubeObject live) {
    if (live.textOr("", "spec", "updateStrategy", "type").equals("OnDelete")) {
      return healthy("pods are replaced only when they are deleted");
    }
    if (unseen(live)) {
      return progressing("no controller has looked at it yet");
    }
    long wanted = live.numberOr(0, "status", "desiredNumberScheduled");
    long updated = live.numberOr(0, "status", "updatedNumberScheduled");
    long available = live.numberOr(0, "status", "numberAvailable");
    long ready = live.numberOr(0, "status", "numberReady");
    if (live.numberOr(0, "status", "currentNumberScheduled") < wanted || updated < wanted) {
      return progressing(updated + " of " + wanted + " nodes have the new pod");
    }
    return available < wanted || ready < wanted
        ? progressing(Math.min(available, ready) + " of " + wanted + " pods are available")
        : healthy("all " + wanted + " pods are available");
  }

  private static Assessment replicaSet(KubeObject live) {
    Condition failure = condition(live, "ReplicaFailure");
    if (failure != null && failure.is("True")) {
      return degraded(failure.text());
    }
    if (unseen(live)) {
      return progressing("no controller has looked at it yet");
    }
    Counts is = Counts.of(live);
    if (is.replicas() > is.wanted()) {
      return progressing((is.replicas() - is.wanted()) + " replicas are still to go");
    }
    return is.available() < is.wanted() || is.ready() < is.wanted()
        ? progressing(is.available() + " of " + is.wanted() + " replicas are available")
        : healthy(is.wanted() + " replicas are available");
  }

  /** Null when all replicas are there, new and available, and no old one is left. */
  private static @Nullable Assessment counted(Counts is) {
    if (is.updated() < is.wanted()) {
      return progressing(is.updated() + " of " + is.wanted() + " replicas are updated");
    }
    if (is.replicas() > is.updated()) {
      return progressing((is.replicas() - is.updated()) + " old replicas are still to go");
    }
    return is.available() < is.wanted() || is.ready() < is.wanted()
        ? progressing(
            Math.min(is.available(), is.ready()) + " of " + is.wanted() + " replicas are available")
        : null;
  }

  private static Assessment pod(KubeObject live) {
    Condition scheduled = condition(live, "PodScheduled");
    Condition ready = condition(live, "Ready");
    String stuck = stuckContainer(live);
    return switch (live.textOr("Pending", "status", "phase")) {
      case "Succeeded" -> healthy("it has completed");
      case "Failed" -> degraded("it has failed: " + live.textOr("", "status", "message"));
      case "Running" -> {
        if (ready != null && ready.is("True")) {
          yield healthy("it is ready");
        }
        yield stuck == null ? progressing("it runs, but is not ready") : degraded(stuck);
      }
      case "Pending" -> {
        if (stuck != null) {
          yield degraded(stuck);
        }
        yield scheduled != null && scheduled.is("False")
            ? progressing("it is not scheduled: " + scheduled.text())
            : progressing("it is starting");
      }
      case String other -> new Assessment(Status.UNKNOWN, "the phase is " + other, BUILT_IN);
    };
  }

  /** A container that waits for what will not come by itself; null when there is none. */
  private static @Nullable String stuckContainer(KubeObject live) {
    for (String list : List.of("initContainerStatuses", "containerStatuses")) {
      for (Value status : live.items("status", list)) {
        String reason = status.text("state", "waiting", "reason");
        boolean stuck =
            reason != null
                && (reason.endsWith("BackOff")
                    || reason.startsWith("Err")
                    || reason.endsWith("Error"));
        if (stuck) {
          return "container " + status.text("name") + " waits: " + reason;
        }
      }
    }
    return null;
  }

  private static Assessment job(KubeObject live) {
    Condition failed = condition(live, "Failed");
    if (failed != null && failed.is("True")) {
      return degraded(failed.text());
    }
    Condition complete = condition(live, "Complete");
    if (complete != null && complete.is("True")) {
      return healthy("it has completed");
    }
    Condition suspended = condition(live, "Suspended");
    if (live.is(true, "spec", "suspend") || (suspended != null && suspended.is("True"))) {
      return suspended("the job is suspended");
    }
    // kstatus counts a started job as current; a deployment that waits for it must not
    return progressing(
        live.value().at("status", "startTime") == null ? "it has not started" : "it is running");
  }

  private static Assessment claim(KubeObject live) {
    return switch (live.textOr("Pending", "status", "phase")) {
      case "Bound" -> healthy("it is bound");
      case "Lost" -> degraded("its volume is lost");
      case String phase -> progressing("it is " + phase.toLowerCase(Locale.ROOT));
    };
  }

  private static Assessment budget(KubeObject live) {
    if (unseen(live)) {
      return progressing("no controller has looked at it yet");
    }
    long now = live.numberOr(0, "status", "currentHealthy");
    long wanted = live.numberOr(0, "status", "desiredHealthy");
    return now < wanted
        ? progressing(now + " of " + wanted + " pods are healthy")
        : healthy("enough pods are healthy");
  }

  private static Assessment service(KubeObject live) {
    boolean waits =
        live.textOr("", "spec", "type").equals("LoadBalancer")
            && live.items("status", "loadBalancer", "ingress").isEmpty();
    return waits ? progressing("the load balancer has no address yet") : healthy("it exists");
  }

  private static Assessment definition(KubeObject live) {
    Condition names = condition(live, "NamesAccepted");
    if (names != null && names.is("False")) {
      return degraded(names.text());
    }
    Condition established = condition(live, "Established");
    if (established == null) {
      return progressing("it is not established yet");
    }
    if (established.is("True")) {
      return healthy("it is established");
    }
    return established.reason().equals("Installing")
        ? progressing(established.text())
        : degraded(established.text());
  }

  private static Assessment byConditions(KubeObject live) {
    Condition ready = condition(live, "Ready");
    if (ready == null) {
      return new Assessment(Status.HEALTHY, "it exists and reports no condition", CONDITIONS);
    }
    return ready.is("True")
        ? new Assessment(Status.HEALTHY, ready.text(), CONDITIONS)
        : new Assessment(Status.PROGRESSING, ready.text(), CONDITIONS);
  }

  /** A kind whose controller writes observedGeneration, and has not done so. */
  private static boolean unseen(KubeObject live) {
    return live.numberOr(-1, "status", "observedGeneration") < 0;
  }

  private static @Nullable Condition condition(KubeObject live, String type) {
    for (Value item : live.items("status", "conditions")) {
      if (type.equals(item.text("type"))) {
        return Condition.of(item);
      }
    }
    return null;
  }

  private record Condition(String type, String status, String reason, String message) {
    static Condition of(Value item) {
      return new Condition(
          or(item.text("type")),
          or(item.text("status")),
          or(item.text("reason")),
          or(item.text("message")));
    }

    private static String or(@Nullable String text) {
      return text == null ? "" : text;
    }

    boolean is(String expected) {
      return status.equals(expected);
    }

    String text() {
      String why = message.isEmpty() ? reason : message;
      return type + " is " + status + (why.isEmpty() ? "" : ": " + why);
    }
  }

  private record Counts(long wanted, long replicas, long updated, long ready, long available) {
    static Counts of(KubeObject live) {
      return new Counts(
          live.numberOr(1, "spec", "replicas"),
          live.numberOr(0, "status", "replicas"),
          live.numberOr(0, "status", "updatedReplicas"),
          live.numberOr(0, "status", "readyReplicas"),
          live.numberOr(0, "status", "availableReplicas"));
    }
  }

  private static Assessment healthy(String cause) {
    return new Assessment(Status.HEALTHY, cause, BUILT_IN);
  }

  private static Assessment progressing(String cause) {
    return new Assessment(Status.PROGRESSING, cause, BUILT_IN);
  }

  private static Assessment suspended(String cause) {
    return new Assessment(Status.SUSPENDED, cause, BUILT_IN);
  }

  private static Assessment degraded(String cause) {
    return new Assessment(Status.DEGRADED, cause, BUILT_IN);
  }
}
