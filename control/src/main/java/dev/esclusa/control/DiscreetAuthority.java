package dev.esclusa.control;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.desired.SecretTexts;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Optional;

/**
 * An authority whose words repeat no secret of what it was asked. API servers and admission
 * webhooks quote what they refuse; whatever an adapter lets through ends here, before it is stored
 * or shown.
 */
final class DiscreetAuthority implements Predictor, Actuator {
  private final Authorities.Served served;

  private DiscreetAuthority(Authorities.Served served) {
    this.served = served;
  }

  static Authorities.Served around(Authorities.Served served) {
    DiscreetAuthority discreet = new DiscreetAuthority(served);
    return new Authorities.Served(discreet, discreet, served.observer(), served.recovery());
  }

  @Override
  public Prediction predict(PredictionRequest request) {
    SecretTexts secrets = SecretTexts.of(request.desired().stream().map(Resource::body).toList());
    try {
      Prediction said = served.predictor().predict(request);
      return new Prediction(
          said.observedAt(),
          said.resources().stream().map(it -> masked(it, secrets)).toList(),
          said.artifact(),
          said.mark(),
          said.unresolved(),
          said.authorityPlan());
    } catch (ProblemException e) {
      // Which field it is about stays; its cause would say the secret again.
      throw new ProblemException(masked(e.problem(), secrets), e.field(), null);
    }
  }

  private static Predicted masked(Predicted said, SecretTexts secrets) {
    String because = said.unpredictedBecause();
    return because == null
        ? said
        : new Predicted(
            said.address(),
            said.desired(),
            said.live(),
            said.predicted(),
            said.taken(),
            secrets.masked(because),
            said.said());
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    return masked(
        served.actuator().perform(target, ownership, instruction, lease), secrets(instruction));
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    return masked(served.actuator().readBack(target, ownership, instruction), secrets(instruction));
  }

  @Override
  public void interrupt(Target target, String reason) {
    served.actuator().interrupt(target, reason);
  }

  @Override
  public boolean stillRuns(Target target) {
    return served.actuator().stillRuns(target);
  }

  @Override
  public Optional<Problem> heldUp(Target target) {
    return served.actuator().heldUp(target);
  }

  private static SecretTexts secrets(Instruction instruction) {
    List<Value> bodies =
        switch (instruction) {
          case Instruction.Put it -> List.of(it.body());
          case Instruction.Replace it -> List.of(it.body());
          case Instruction.RunArtifact it -> it.desired().stream().map(Resource::body).toList();
          case Instruction.Remove _, Instruction.Forget _ -> List.of();
        };
    return SecretTexts.of(bodies);
  }

  private static StepResult masked(StepResult said, SecretTexts secrets) {
    return switch (said) {
      case StepResult.Done it -> it;
      case StepResult.Ran it ->
          new StepResult.Ran(
              it.parts().stream()
                  .map(
                      part ->
                          new ApplyResult.StepOutcome(
                              part.address(), part.action(), masked(part.result(), secrets)))
                  .toList(),
              it.version(),
              it.problem() == null ? null : masked(it.problem(), secrets));
      case StepResult.Failed it -> new StepResult.Failed(masked(it.problem(), secrets));
      case StepResult.Skipped it -> new StepResult.Skipped(secrets.masked(it.because()));
      case StepResult.Stale it -> new StepResult.Stale(secrets.masked(it.because()));
      case StepResult.Unknown it ->
          new StepResult.Unknown(secrets.masked(it.cause()), it.inDoubt());
    };
  }

  private static Problem masked(Problem said, SecretTexts secrets) {
    return new Problem(
        said.code(), said.fault(), secrets.masked(said.cause()), secrets.masked(said.fix()));
  }
}
