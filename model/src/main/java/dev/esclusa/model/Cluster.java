package dev.esclusa.model;

import java.util.Map;

/**
 * Where an authority is reached.
 *
 * @param connection how, e.g. {@code kubeconfig: file, context: name}; never a secret
 */
public record Cluster(String name, Map<String, String> connection) {
  public Cluster {
    Shape.NAME.check("cluster", name);
    connection = Map.copyOf(connection);
  }
}
