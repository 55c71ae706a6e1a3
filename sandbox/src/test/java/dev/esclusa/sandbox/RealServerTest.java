package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.sandbox.SandboxOptions.Simulated;
import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Difference;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests of {@code differential.txt}, answered by the sandbox and by a real kube-apiserver.
 */
class RealServerTest {
  /** What differs from server to server and from run to run. */
  private static final Set<String> MASKED =
      Set.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "resourceVersion",
          "time",
          "clusterIP",
          "clusterIPs",
          "storageVersionHash",
          "controller-uid",
          "batch.kubernetes.io/controller-uid");

  private static final String UID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  @TempDir Path folder;

  /**
   * A request; of those marked with ~ only the status codes are compared, a note above says why.
   */
  private record Step(boolean codeOnly, String method, String path, String type, String body) {}

  @Test
  void theSandboxAnswersLikeARealServer() throws IOException, InterruptedException {
    Path assets = RealServer.assets();
    assumeTrue(
        assets != null,
        "skipped: a real kube-apiserver (set KUBEBUILDER_ASSETS to a folder with etcd and"
            + " kube-apiserver)");
    List<String> differences = new ArrayList<>();
    int count = 0;
    try (RealServer server = new RealServer(assets, folder);
        Api real = server.api();
        Sandbox sandbox =
            Sandbox.start(SandboxOptions.inMemory().withSimulated(Simulated.NOTHING));
        Api ours = Api.of(sandbox)) {
      for (Step step : steps()) {
        if (step.method.equals("WAIT")) {
          awaitServed(real, step.path);
          continue;
        }
        count++;
        compare(step, send(real, step), send(ours, step), differences);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(count).isGreaterThan(170);
  }

  private static void compare(Step step, Api.Reply real, Api.Reply ours, List<String> differences) {
    String name = step.method + " " + step.path + " " + step.body;
    if (real.code() != ours.code()) {
      differences.add(
          "%s%n  real %d %s%n  ours %d %s"
              .formatted(name, real.code(), real.text(), ours.code(), ours.text()));
      return;
    }
    if (step.codeOnly) return;
    if (!real.warnings().equals(ours.warnings()))
      differences.add(name + ": warnings " + real.warnings() + " " + ours.warnings());
    for (Difference found : Diff.between(masked(real), masked(ours))) {
      differences.add(
          "%s%n  %s%n  real %s%n  ours %s"
              .formatted(name, found.pointer(), found.before(), found.after()));
    }
  }

  private static Api.Reply send(Api api, Step step) {
    return step.type.isEmpty()
        ? api.raw(step.method, step.path, Api.JSON, new byte[0])
        : api.raw(step.method, step.path, step.type, step.body.getBytes(StandardCharsets.UTF_8));
  }

  /** A real server serves a definition some moments after it has it; its own watch tells when. */
  private static void awaitServed(Api real, String path) {
    String definitions =
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?watch=1&timeoutSeconds=1";
    for (int tries = 0; tries < 30 && real.get(path).code() != 200; tries++)
      real.watch(definitions);
    real.watch(definitions);
  }

  private static Value masked(Api.Reply reply) {
    try {
      return masked("", Json.read(reply.text()));
    } catch (TreeException plainText) {
      return Value.of(reply.text());
    }
  }

  private static Value masked(String name, Value value) {
    if (MASKED.contains(name)) return Value.of("*");
    return switch (value) {
      case Mapping mapping -> maskedMapping(mapping);
      case Sequence sequence ->
          ordered(name, sequence.items().stream().map(item -> masked("", item)).toList());
      case Value.Text text ->
          Value.of(
              text.value().replaceAll(UID, "<uid>").replaceAll("current: \\d+", "current: <n>"));
      case Value.Null nothing -> nothing;
      case Value.Bool bool -> bool;
      case Value.Num number -> number;
    };
  }

  /** The text of several causes names them in an order of no meaning. */
  private static Value maskedMapping(Mapping mapping) {
    Map<String, Value> entries = new LinkedHashMap<>();
    mapping.entries().forEach((key, value) -> entries.put(key, masked(key, value)));
    if (Meta.itemsAt(mapping, "details", "causes").size() > 1)
      entries.put("message", Value.of("*"));
    return Value.mapping(entries);
  }

  /** Owners written in the same second stand in any order, and so do causes. */
  private static Value ordered(String name, List<Value> items) {
    if (!name.equals("managedFields") && !name.equals("causes")) return new Sequence(items);
    Comparator<Value> order =
        Comparator.comparing(
                (Value item) ->
                    text(item, "manager") + text(item, "operation") + text(item, "subresource"))
            .thenComparing(Value::toString);
    return new Sequence(items.stream().sorted(order).toList());
  }

  private static String text(Value item, String key) {
    @Nullable String found = item.text(key);
    return found == null ? "" : found;
  }

  private static List<Step> steps() throws IOException {
    List<Step> steps = new ArrayList<>();
    String[] head = null;
    StringBuilder body = new StringBuilder();
    try (InputStream in = RealServerTest.class.getResourceAsStream("differential.txt")) {
      if (in == null) throw new IOException("differential.txt is missing");
      for (String line :
          (new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n\n").split("\n", -1)) {
        if (line.startsWith("#")) continue;
        if (!line.isEmpty() && head == null) head = line.split(" ");
        else if (!line.isEmpty()) body.append(line);
        else if (head != null) {
          steps.add(step(head, body.toString()));
          head = null;
          body.setLength(0);
        }
      }
    }
    return steps;
  }

  private static Step step(String[] head, String body) {
    boolean codeOnly = head[0].startsWith("~");
    return new Step(
        codeOnly, head[0].replace("~", ""), head[1], head.length > 2 ? head[2] : "", body);
  }
}
