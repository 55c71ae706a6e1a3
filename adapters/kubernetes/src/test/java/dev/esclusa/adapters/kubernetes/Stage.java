package dev.esclusa.adapters.kubernetes;

import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Cluster;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One test's own installation, target and namespace on a world. */
final class Stage implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  final String namespace;
  final Ownership ours;
  final Target target;
  final Outside outside;
  final KubernetesAuthority authority;
  private final RealTempo tempo = new RealTempo();
  private final Clusters clusters;

  Stage(World world) {
    String name = "test-" + COUNT.incrementAndGet();
    this.namespace = name;
    this.ours = new Ownership("i-" + name, new TargetUid("t-" + name));
    this.target =
        new Target(
            ours.target(),
            new TargetName("prod/default/" + name),
            "crm",
            new Authority("kubernetes"),
            "platform",
            RiskTier.STANDARD,
            Map.of("cluster", "test"));
    this.outside = Outside.of(world.folder());
    outside.namespace(namespace);
    this.clusters = Clusters.open(world.folder(), ours.installation(), tempo);
    this.authority = clusters.authority(new Cluster("test", Map.of("kubeconfig", "kubeconfig")));
  }

  Resource resource(String yaml) {
    Value body =
        Yaml.read(
                "test.yaml",
                yaml.getBytes(StandardCharsets.UTF_8),
                ScalarProfile.KUBECTL,
                Limits.DEFAULT)
            .getFirst()
            .root();
    return new Resource(
        new Address.Kubernetes(
            Bodies.group(body),
            String.valueOf(body.text("kind")),
            body.text("metadata", "namespace"),
            String.valueOf(body.text("metadata", "name"))),
        body,
        null);
  }

  Resource configMap(String name, String colour) {
    return resource(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, namespace: %s}
        data: {colour: %s}
        """
            .formatted(name, namespace, colour));
  }

  Resource deployment(String name, String label, String image, int replicas) {
    return resource(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s, namespace: %s}
        spec:
          replicas: %d
          selector: {matchLabels: {app: %s}}
          template:
            metadata: {labels: {app: %s}}
            spec:
              containers:
                - {name: side, image: side}
                - {name: app, image: %s}
        """
            .formatted(name, namespace, replicas, label, label, image));
  }

  Resource marked(Resource resource) {
    return new Resource(resource.address(), Bodies.marked(resource.body(), ours), null);
  }

  List<Predicted> predict(Resource... desired) {
    return authority
        .predict(
            new PredictionRequest(
                target,
                ours,
                new Intent.Follow("0".repeat(40), false),
                List.of(desired),
                Inventory.empty(ours.target()),
                List.of()))
        .resources();
  }

  StepResult perform(Instruction instruction) {
    Lease lease = new Lease(ours.target(), "runner-1", 1, Instant.parse("2999-01-01T00:00:00Z"));
    return authority.perform(target, ours, instruction, lease);
  }

  StepResult.Done create(Resource resource) {
    StepResult result =
        perform(
            new Instruction.Put(
                resource.address(), marked(resource).body(), null, null, List.of()));
    if (result instanceof StepResult.Done done) {
      return done;
    }
    throw new AssertionError(resource.address().text() + ": " + result);
  }

  @Override
  public void close() {
    clusters.close();
    tempo.close();
    outside.close();
  }
}
