package dev.esclusa.adapters.kubernetes;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Address;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tempo.Tempo;
import java.util.List;
import java.util.function.Consumer;

/** One Kubernetes cluster: asked what it would make of a desired state, changed, and watched. */
public final class KubernetesAuthority implements Predictor, Actuator, Observer, AutoCloseable {
  private final Transport transport;
  private final ClusterPredictor predictor;
  private final ClusterActuator actuator;
  private final ClusterObserver observer;

  KubernetesAuthority(String cluster, String installation, Transport transport, Tempo tempo) {
    this.transport = transport;
    ClusterApi api = new ClusterApi(transport, new Problems(cluster));
    Lookout lookout = new Lookout(api, tempo);
    Trials trials = new Trials(tempo.clock());
    this.predictor = new ClusterPredictor(api, lookout, trials, tempo);
    this.actuator = new ClusterActuator(api, lookout, trials, tempo);
    this.observer = new ClusterObserver(installation, api, lookout, tempo);
  }

  @Override
  public Prediction predict(PredictionRequest request) {
    return predictor.predict(request);
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    return actuator.perform(target, ownership, instruction, lease);
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    return actuator.readBack(ownership, instruction);
  }

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    return observer.observe(target, addresses);
  }

  /** Returns after the first lists, or when they take too long. */
  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    return observer.watch(installation, hints);
  }

  /** How many requests were made of the cluster so far. */
  public long requestCount() {
    return transport.requestCount();
  }

  @Override
  public void close() {
    observer.close();
    transport.close();
  }
}
