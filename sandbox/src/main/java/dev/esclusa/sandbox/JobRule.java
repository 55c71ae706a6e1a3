package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job selects its pods by its own uid, and what it runs never changes. */
final class JobRule implements KindRule {
  private static final String UID = "batch.kubernetes.io/controller-uid";
  private static final List<String> COUNTS =
      List.of(
          "parallelism",
          "completions",
          "backoffLimit",
          "activeDeadlineSeconds",
          "ttlSecondsAfterFinished");
  private static final List<String> FIXED =
      List.of("selector", "template", "completionMode", "podFailurePolicy", "successPolicy");

  @Override
  public Mapping created(Mapping object) {
    Mapping spec = Meta.spec(object);
    if (Value.TRUE.equals(spec.get("manualSelector"))) return object;
    String uid = Meta.uid(object);
    Mapping template = Meta.mappingAt(spec, "template");
    Mapping labels =
        Meta.mappingAt(template, "metadata", "labels")
            .with("batch.kubernetes.io/controller-uid", Value.of(uid))
            .with("batch.kubernetes.io/job-name", Value.of(Meta.name(object)))
            .with("controller-uid", Value.of(uid))
            .with("job-name", Value.of(Meta.name(object)));
    Mapping selector = Value.mapping("matchLabels", Value.mapping(UID, uid));
    boolean unlabelled = Meta.mappingAt(object, "metadata", "labels").isEmpty();
    Mapping labelled = unlabelled ? Meta.with(object, "labels", labels) : object;
    return labelled.with(
        "spec",
        spec.with("selector", selector).with("template", Meta.with(template, "labels", labels)));
  }

  /** What the server filled in stays, so that an apply of the same file changes nothing. */
  @Override
  public Mapping updated(Mapping live, Mapping next) {
    Mapping spec = Meta.spec(next);
    Mapping was = Meta.spec(live);
    if (!spec.has("selector")) spec = Meta.carried("selector", was, spec);
    Mapping labels = Meta.mappingAt(spec, "template", "metadata", "labels");
    Mapping own = Meta.mappingAt(was, "template", "metadata", "labels");
    Mapping kept = labels;
    for (String label :
        List.of(UID, "batch.kubernetes.io/job-name", "controller-uid", "job-name")) {
      if (!kept.has(label) && own.has(label)) kept = Meta.carried(label, own, kept);
    }
    if (kept != labels)
      spec = spec.with("template", Meta.with(Meta.mappingAt(spec, "template"), "labels", kept));
    return next.with("spec", spec);
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    Mapping spec = Meta.spec(next);
    specFaults(spec, "spec", faults);
    if (live == null) return faults;
    for (String field : FIXED) {
      if (!Objects.equals(Meta.spec(live).get(field), spec.get(field))) {
        faults.add(
            Refusal.Cause.invalid(
                "spec." + field, String.valueOf(spec.get(field)), "field is immutable"));
      }
    }
    return faults;
  }

  /** Of a job, or of a template of jobs. */
  static void specFaults(Mapping spec, String at, List<Refusal.Cause> faults) {
    NumberRules.notNegative(spec, at, COUNTS, faults);
    ContainerRule.faults(Meta.mappingAt(spec, "template", "spec"), at + ".template.spec", faults);
    String restart = Meta.textOr(spec, "Always", "template", "spec", "restartPolicy");
    if (restart.equals("Always")) {
      faults.add(
          Refusal.Cause.required(
              at + ".template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
    }
  }
}
