package dev.esclusa.bench;

import dev.esclusa.tlog.Frontier;
import dev.esclusa.tlog.Hash;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engines' innermost loops. Arguments: {@code [milliseconds a round=500]}. */
final class EngineBench {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: crm-core
        namespace: crm-dev
        labels: {app: crm-core, tier: backend}
      spec:
        replicas: 3
        selector:
          matchLabels: {app: crm-core}
        template:
          metadata:
            labels: {app: crm-core, tier: backend}
          spec:
            containers:
              - name: core
                image: registry.example/crm/core:1.24.0
                ports:
                  - {name: http, containerPort: 8080}
                env:
                  - name: SPRING_PROFILES_ACTIVE
                    value: dev
                  - name: DATABASE_URL
                    value: "jdbc:postgresql://crm-db:5432/crm"
                resources:
                  requests: {cpu: 250m, memory: 512Mi}
                  limits: {memory: 1Gi}
                readinessProbe:
                  httpGet: {path: /health, port: http}
                  periodSeconds: 5
      """;

  private EngineBench() {}

  private static Value deployment() {
    byte[] text = DEPLOYMENT.getBytes(StandardCharsets.UTF_8);
    return Yaml.read("deployment.yaml", text, ScalarProfile.KUBECTL, Limits.DEFAULT)
        .getFirst()
        .root();
  }

  private static double megabytes(int bytes, double nanos) {
    return bytes / nanos * 1e3;
  }

  /** Values to canonical bytes and back. */
  static final class OfCanonical implements Benchmark {
    @Override
    public String name() {
      return "canonical";
    }

    @Override
    public String about() {
      return "a Deployment to canonical bytes and back [milliseconds=500]";
    }

    @Override
    public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
      Stopwatch watch = new Stopwatch(sizes.at(0, 500));
      Value value = deployment();
      byte[] bytes = Canonical.bytes(value);
      double write = watch.nanos(() -> Canonical.bytes(value));
      double plain = watch.nanos(() -> Json.write(value));
      double read = watch.nanos(() -> Canonical.read(bytes));
      double json = watch.nanos(() -> Json.read(bytes));
      return List.of(
          Figure.of("canonical.write", megabytes(bytes.length, write), "MB/s")
              .against("unsorted JSON", megabytes(bytes.length, plain)),
          Figure.of("canonical.read", megabytes(bytes.length, read), "MB/s")
              .against("unproven JSON", megabytes(bytes.length, json)));
    }
  }

  /** YAML text to values with positions. */
  static final class OfYaml implements Benchmark {
    @Override
    public String name() {
      return "yaml";
    }

    @Override
    public String about() {
      return "a Deployment from YAML with positions [milliseconds=500]";
    }

    @Override
    public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
      Stopwatch watch = new Stopwatch(sizes.at(0, 500));
      byte[] text = DEPLOYMENT.getBytes(StandardCharsets.UTF_8);
      Value value = deployment();
      byte[] json = Json.write(value);
      double yaml =
          watch.nanos(
              () -> Yaml.read("deployment.yaml", text, ScalarProfile.KUBECTL, Limits.DEFAULT));
      double parsed = watch.nanos(() -> Json.read(json));
      return List.of(
          Figure.of("yaml.read", megabytes(text.length, yaml), "MB/s")
              .against("the same as JSON", megabytes(json.length, parsed)),
          Figure.of("yaml.documents", 1e9 / yaml, "documents/s"));
    }
  }

  /** Leaves into the Merkle tree. */
  static final class OfMerkle implements Benchmark {
    private static final int LEAF_BYTES = 640;
    private static final Pattern OPENSSL = Pattern.compile("(?m)^sha256\\s+([0-9.]+)k");

    @Override
    public String name() {
      return "merkle";
    }

    @Override
    public String about() {
      return "leaves of 640 bytes hashed and appended to the log's tree [milliseconds=500]";
    }

    @Override
    public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
      int millis = sizes.at(0, 500);
      Frontier frontier = new Frontier();
      byte[] leaf = new byte[LEAF_BYTES];
      double nanos =
          new Stopwatch(millis)
              .nanos(
                  () -> {
                    frontier.append(Hash.leaf(leaf));
                    return frontier;
                  });
      Figure figure = Figure.of("merkle.append", 1e9 / nanos, "leaves/s");
      List<Figure> figures = new ArrayList<>();
      if (Peer.installed("openssl")) {
        double hashes = openssl(Math.max(1, millis / 500));
        figures.add(figure.against("openssl sha256 of the leaf alone", hashes));
        figures.add(Figure.of("merkle.openssl", hashes, "hashes/s"));
      } else {
        figures.add(figure);
      }
      return figures;
    }

    private static double openssl(int seconds) throws Exception {
      String said =
          Peer.output(
              List.of(
                  "openssl",
                  "speed",
                  "-seconds",
                  "" + seconds,
                  "-bytes",
                  "" + LEAF_BYTES,
                  "sha256"),
              Map.of());
      Matcher found = OPENSSL.matcher(said);
      return found.find() ? Double.parseDouble(found.group(1)) * 1000 / LEAF_BYTES : 0;
    }
  }
}
