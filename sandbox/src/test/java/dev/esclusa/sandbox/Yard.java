package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A fresh sandbox with the namespace {@code crm}, its admin, and some objects to try things on. */
final class Yard implements AutoCloseable {
  static final String CRM = "/api/v1/namespaces/crm";
  static final String MAPS = CRM + "/configmaps";
  static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/crm/deployments";

  final Sandbox sandbox;
  final Api api;

  Yard() {
    this(SandboxOptions.inMemory().withReadyDelay(Duration.ZERO));
  }

  Yard(SandboxOptions options) {
    sandbox = Sandbox.start(options);
    api = Api.of(sandbox);
    api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"crm\"}}");
  }

  static String map(String name, String more) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"%s},\"data\":{\"a\":\"1\"}}"
        .formatted(name, more);
  }

  static String deployment(String name, int replicas) {
    return """
    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s","labels":{"app":"%s"}},
     "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"%s"}},
      "template":{"metadata":{"labels":{"app":"%s"}},"spec":{"containers":[{"name":"main","image":"nginx:1.27"}]}}}}
    """
        .formatted(name, name, replicas, name, name);
  }

  /** Without replicas, as where an autoscaler sets them. */
  static String applied(String name, String more) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s}
    data:
    %s
    """
        .formatted(name, more.indent(2));
  }

  void await(BooleanSupplier condition) {
    try {
      if (!sandbox.await(Duration.ofSeconds(20), condition))
        throw new AssertionError("it did not come true in 20 s");
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  boolean exists(String apiVersion, String kind, String namespace, String name) {
    return sandbox.object(apiVersion, kind, namespace, name).isPresent();
  }

  Mapping object(String apiVersion, String kind, String namespace, String name) {
    return sandbox.object(apiVersion, kind, namespace, name).orElseThrow().asMapping();
  }

  @Override
  public void close() {
    api.close();
    sandbox.close();
  }
}
