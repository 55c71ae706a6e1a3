package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Value;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is broken or lies: nothing is concluded from what it says. */
class LyingServerTest {
  private static final Ownership OURS = new Ownership("i-1", new TargetUid("t-1"));
  private static final Target TARGET =
      new Target(
          OURS.target(),
          new TargetName("prod/default/x"),
          "crm",
          new Authority("kubernetes"),
          "platform",
          RiskTier.STANDARD,
          Map.of());
  private static final String KINDS =
      """
      {"kind":"APIResourceList","groupVersion":"v1","resources":[
       {"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get","list","watch"]}]}
      """;
  private static final String EMPTY =
      """
      {"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]}
      """;

  /** Answers all but discovery. */
  interface Lie {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final RealTempo tempo = new RealTempo();
  private final AtomicInteger writes = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private Lie lie = exchange -> answer(exchange, 500, "application/json", "{}");
  private KubernetesAuthority authority;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          byte[] _ = exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().equals("/api/v1")) {
            answer(exchange, 200, "application/json", KINDS);
          } else {
            writes.addAndGet(exchange.getRequestMethod().equals("GET") ? 0 : 1);
            lie.answer(exchange);
          }
        });
    server.start();
    Config config = Config.empty();
    config.setMasterUrl("http://127.0.0.1:" + server.getAddress().getPort());
    config.setRequestRetryBackoffLimit(0);
    config.setHttp2Disable(true);
    Transport transport = new Transport(config, tempo, 1 << 20, Duration.ofSeconds(2));
    authority = new KubernetesAuthority("liar", "i-1", transport, tempo);
  }

  @AfterEach
  void stop() {
    authority.close();
    server.stop(0);
    threads.shutdownNow();
    tempo.close();
  }

  private static void answer(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static Address.Kubernetes address(String name) {
    return new Address.Kubernetes("", "ConfigMap", "d", name);
  }

  /** Three objects of one kind are asked for by a list, then one by one. */
  private Problem observing() {
    try {
      authority.observe(TARGET, List.of(address("a"), address("b"), address("c")));
    } catch (ProblemException e) {
      return e.problem();
    }
    throw new AssertionError("an answer was believed");
  }

  private StepResult creating() {
    Value body =
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Value.mapping("name", "a", "namespace", "d"),
            "data",
            Value.mapping("colour", "red"));
    return authority.perform(
        TARGET,
        OURS,
        new Instruction.Put(address("a"), Bodies.marked(body, OURS), null, null, List.of()),
        new Lease(OURS.target(), "r", 1, Instant.parse("2999-01-01T00:00:00Z")));
  }

  private void isNoAnswer(Problem problem, String code) {
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.fault()).isEqualTo(Problem.Fault.ENVIRONMENT);
    assertThat(problem.cause()).contains("liar");
  }

  @Test
  void aSignInPageIsNoList() {
    lie = it -> answer(it, 200, "text/html", "<html>sign in</html>");
    isNoAnswer(observing(), "KAD-0005");
  }

  @Test
  void anEmptyListIsCheckedObjectByObject() {
    lie =
        it -> {
          boolean list = it.getRequestURI().getPath().endsWith("/configmaps");
          answer(
              it, list ? 200 : 404, list ? "application/json" : "text/html", list ? EMPTY : "no");
        };
    isNoAnswer(observing(), "KAD-0005");
  }

  @Test
  void aListOfAnotherKindIsNoList() {
    lie = it -> answer(it, 200, "application/json", EMPTY.replace("ConfigMapList", "SecretList"));
    isNoAnswer(observing(), "KAD-0005");
  }

  @Test
  void aListWithoutItsStateIsNoList() {
    lie = it -> answer(it, 200, "application/json", EMPTY.replace("\"7\"", "\"\""));
    isNoAnswer(observing(), "KAD-0005");
  }

  @Test
  void aListThatIsCutOffIsNoList() {
    lie =
        it -> {
          it.getResponseHeaders().set("Content-Type", "application/json");
          it.sendResponseHeaders(200, 5_000);
          it.getResponseBody().write(EMPTY.getBytes(StandardCharsets.UTF_8));
          it.getResponseBody().flush();
          it.close();
        };
    isNoAnswer(observing(), "KAD-0004");
  }

  @Test
  void aListThatEndsInTheMiddleOfItsTextIsNoList() {
    lie = it -> answer(it, 200, "application/json", EMPTY.substring(0, 60));
    isNoAnswer(observing(), "KAD-0005");
  }

  @Test
  void anEndlessAnswerIsGivenUp() {
    lie =
        it -> {
          it.sendResponseHeaders(200, 0);
          byte[] spaces = " ".repeat(64 << 10).getBytes(StandardCharsets.UTF_8);
          try (OutputStream out = it.getResponseBody()) {
            for (int i = 0; i < 4_000; i++) {
              out.write(spaces);
            }
          }
        };
    isNoAnswer(observing(), "KAD-0004");
  }

  @Test
  void anErrorIsNotAbsence() {
    lie =
        it ->
            answer(
                it,
                500,
                "application/json",
                "{\"kind\":\"Status\",\"reason\":\"InternalError\",\"message\":\"oops\"}");
    isNoAnswer(observing(), "KAD-0010");
  }

  @Test
  void aNotFoundThatSaysNothingOfTheObjectIsNotAbsence() {
    lie =
        it -> answer(it, 404, "application/json", "{\"kind\":\"Status\",\"reason\":\"NotFound\"}");
    isNoAnswer(observing(), "KAD-0010");
  }

  @Test
  void aConnectionThatIsCutAfterAWriteLeavesTheStepUnknownAndIsNotSentAgain() {
    lie = HttpExchange::close;
    assertThat(creating()).isInstanceOf(StepResult.Unknown.class);
    assertThat(writes).hasValue(1);
  }

  @Test
  void aGatewayThatGivesUpLeavesTheStepUnknown() {
    lie = it -> answer(it, 504, "text/html", "<html>timeout</html>");
    assertThat(creating()).isInstanceOf(StepResult.Unknown.class);
  }

  @Test
  void aPageInTheAnswerToAWriteLeavesTheStepUnknown() {
    lie = it -> answer(it, 201, "text/html", "<html>done!</html>");
    assertThat(creating()).isInstanceOf(StepResult.Unknown.class);
  }

  @Test
  void anAnswerAboutAnotherObjectLeavesTheStepUnknown() {
    lie =
        it ->
            answer(
                it,
                201,
                "application/json",
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"z\"}}");
    assertThat(creating()).isInstanceOf(StepResult.Unknown.class);
  }

  @Test
  void aCreateThatAdoptedAnObjectIsSaidSo() {
    lie =
        it ->
            answer(
                it,
                200,
                "application/json",
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"d\"}}");
    assertThat(creating())
        .isInstanceOfSatisfying(
            StepResult.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("KAD-0014"));
  }

  @Test
  void anOverloadedServerDidNothing() {
    lie =
        it ->
            answer(
                it,
                429,
                "application/json",
                "{\"kind\":\"Status\",\"reason\":\"TooManyRequests\",\"message\":\"later\"}");
    assertThat(creating())
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            it -> assertThat(it.problem().fault()).isEqualTo(Problem.Fault.ENVIRONMENT));
  }

  @Test
  void aServerThatIsNotThereGotNothing() {
    assertThat(creating()).isInstanceOf(StepResult.class); // its kinds are known now
    server.stop(0);
    assertThat(creating())
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            it -> assertThat(it.problem().fault()).isEqualTo(Problem.Fault.ENVIRONMENT));
  }
}
