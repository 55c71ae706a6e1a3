package dev.esclusa.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The commands people type most, run once against canned answers on loopback while the program is
 * built: the JVM keeps what it loaded and linked in a cache (JEP 483, JEP 514), and later starts
 * cost two thirds. Wrong uses are among them, since classes that were only half loaded are not
 * kept.
 */
final class Rehearsal {
  private static final String CHANGE = "c-0123456789";
  private static final String CHANGES = "/api/v1/changes";
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("get", "changes"),
          List.of("get", "targets"),
          List.of("get", "drift"),
          List.of("get", "status"),
          List.of("get", "changes", "-o", "json"),
          List.of("get", "changes", "-o", "yaml"),
          List.of("show", CHANGE),
          List.of("why", CHANGE),
          List.of("get", "nonsense"),
          List.of("get", "changes", "--limit", "many"),
          List.of("watch", CHANGE, "--timeout", "soon"),
          List.of("show"),
          List.of("get", "--help"));

  /** What is run beside them in a folder of its own. */
  private static final List<List<String>> CHECKS =
      List.of(
          List.of("check", "deployment.yaml"),
          List.of("check", "deployment.yaml", "-o", "json"),
          List.of("check", "--plan", "plan.json"),
          List.of("check", "nothing.yaml"),
          List.of("check", "deployment.yaml", "-o", "nothing"),
          List.of("test"));

  private static final Map<String, String> CHECKED =
      Map.of(
          "deployment.yaml",
          "kind: Deployment\nspec:\n  replicas: 1\n---\nkind: Service\nspec: {ports: [80]}\n",
          "plan.json",
          "{\"format_version\": \"1.2\", \"resource_changes\": [{\"change\": {\"actions\": []}}]}",
          "policy/main.rego",
          """
          package main

          deny contains msg if {
            input.kind == "Deployment"
            some name, value in input.spec
            value < 2
            msg := sprintf("%s is %d: %v", [name, value, startswith(name, "r")])
          }

          deny_change contains {"msg": "x"} if "delete" in input.resource_changes[_].change.actions

          warn contains "no labels" if not input.metadata.labels

          exception contains rules if {
            input.kind == "Service"
            rules := ["change"]
          }
          """,
          "policy/main_test.rego",
          """
          package main_test

          import data.main

          test_x if count(main.deny) == 0 with input as {"kind": "Service"}

          test_y if main.deny with input as {}
          """);

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    run();
  }

  /** The exit code of each command. */
  static List<Integer> run() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Rehearsal::answer);
    server.start();
    Terminal.ofProcess().flush();
    Path folder = Files.createTempDirectory("esclusa-rehearsal");
    Path token = folder.resolve("token");
    Path contexts = folder.resolve("contexts.yaml");
    try {
      Files.writeString(token, "rehearsal\n");
      Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(
          contexts,
          "current: here\ncontexts:\n  - name: here\n    server: http://127.0.0.1:"
              + server.getAddress().getPort()
              + "\n    tokenFile: token\n");
      for (Map.Entry<String, String> file : CHECKED.entrySet()) {
        Files.createDirectories(folder.resolve("policy"));
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      return Stream.concat(COMMANDS.stream(), CHECKS.stream())
          .map(it -> Esclusa.run(terminal(contexts, folder), it.toArray(String[]::new)))
          .toList();
    } finally {
      server.stop(0);
      for (String file : CHECKED.keySet()) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.deleteIfExists(folder.resolve("policy"));
      Files.deleteIfExists(token);
      Files.deleteIfExists(contexts);
      Files.deleteIfExists(folder);
    }
  }

  private static Terminal terminal(Path contexts, Path folder) {
    return new Terminal(
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        new ByteArrayInputStream(new byte[0]),
        Map.of("ESCLUSA_CONFIG", contexts.toString()),
        folder,
        Terminal.Attended.SCRIPT,
        RealTempo::new);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] answer = Json.write(canned(path));
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(path.endsWith("/plan") ? 404 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static Value canned(String path) {
    return switch (path) {
      case CHANGES -> Records.toValue(new Api.ChangePage(List.of(change()), null));
      case CHANGES + "/" + CHANGE -> Records.toValue(whole());
      case CHANGES + "/" + CHANGE + "/why" ->
          Records.toValue(
              new Api.Chain(List.of(new Api.Link(Instant.EPOCH, "a commit asks", null))));
      case "/api/v1/targets" -> Records.toValue(new Api.TargetList(List.of(target())));
      case "/api/v1/status" ->
          Records.toValue(
              new Api.Status("i", null, null, false, List.of(), List.of(), 1, 1, null, List.of()));
      default -> Value.mapping();
    };
  }

  private static Api.ChangeSummary change() {
    return new Api.ChangeSummary(
        CHANGE,
        "prod/default/core",
        "proven",
        "follow",
        "0123456789abcdef",
        "subject",
        "somebody",
        "low",
        Instant.EPOCH,
        Instant.EPOCH,
        "reason",
        null,
        "succeeded",
        null,
        List.of("1 of platform (rule prod)"));
  }

  private static Api.ChangeView whole() {
    return new Api.ChangeView(
        change(),
        List.of(new Api.FactLine(0, "change-proposed", Instant.EPOCH, null, "proposed")),
        List.of(new Api.Asked("prod", "platform", 1, 0)),
        List.of(),
        List.of(),
        null,
        List.of(),
        null,
        List.of(),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        List.of(),
        List.of());
  }

  private static Api.TargetView target() {
    return new Api.TargetView(
        "core-prod",
        "prod/default/core",
        "crm",
        "prod",
        "platform",
        "kubernetes",
        "critical",
        Map.of(),
        new Api.InPlace(CHANGE, "0123456789abcdef", Instant.EPOCH),
        List.of(),
        List.of(),
        List.of(),
        false,
        null,
        1,
        null);
  }
}
