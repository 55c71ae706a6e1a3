package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.esclusa.kube.GroupKind;
import dev.esclusa.kube.KindCatalog;
import dev.esclusa.kube.KubeKind;
import dev.esclusa.model.Address;
import dev.esclusa.observe.Observer.Hint;
import dev.esclusa.tempo.RealTempo;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watch against a server that follows a script: each request takes the next answer. */
class KindWatchTest {
  private static final KubeKind CONFIG_MAP =
      KindCatalog.BUILT_IN.find(new GroupKind("", "ConfigMap")).orElseThrow();
  private static final Address X = new Address.Kubernetes("", "ConfigMap", "d", "x");

  private record Answer(int code, String text, boolean stays) {}

  private final BlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Hint> hints = new LinkedBlockingQueue<>();
  private final RealTempo tempo = new RealTempo();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private Transport transport;
  private KindWatch watch;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::next);
    server.start();
    Config config = Config.empty();
    config.setMasterUrl("http://127.0.0.1:" + server.getAddress().getPort());
    config.setRequestRetryBackoffLimit(0);
    config.setHttp2Disable(true);
    transport = new Transport(config, tempo, 1 << 20, Duration.ofSeconds(5));
    ClusterApi api = new ClusterApi(transport, new Problems("scripted"));
    watch = new KindWatch(CONFIG_MAP, "i-1", api, tempo, hints::add);
  }

  @AfterEach
  void stop() {
    watch.close();
    transport.close();
    server.stop(0);
    threads.shutdownNow();
    tempo.close();
  }

  private void next(HttpExchange exchange) throws IOException {
    asked.add(String.valueOf(exchange.getRequestURI().getQuery()));
    try {
      Answer answer = script.take();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.code(), 0);
      exchange.getResponseBody().write(answer.text().getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      if (answer.stays()) {
        new java.util.concurrent.CountDownLatch(1).await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static String object(String version, String colour) {
    return """
    {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x","namespace":"d","uid":"u",\
    "resourceVersion":"%s","labels":{"esclusa.dev/installation":"i-1","esclusa.dev/target":"t"}},\
    "data":{"colour":"%s"}}\
    """
        .formatted(version, colour);
  }

  private static Answer list(String version, String... items) {
    return new Answer(
        200,
        "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
            + version
            + "\"},\"items\":["
            + String.join(",", items)
            + "]}",
        false);
  }

  private static String event(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
  }

  private void hinted() throws InterruptedException {
    Hint hint = hints.poll(20, TimeUnit.SECONDS);
    assertThat(hint).isNotNull();
    assertThat(hint.address()).isEqualTo(X);
  }

  private String ask() throws InterruptedException {
    return String.valueOf(asked.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void aBrokenWatchIsResumedAtTheLastEventOrBookmark() throws InterruptedException {
    script.add(list("7", object("5", "red")));
    script.add(new Answer(200, event("MODIFIED", object("9", "blue")), false));
    script.add(
        new Answer(
            200,
            event(
                "BOOKMARK",
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"12\"}}"),
            false));
    script.add(new Answer(200, "", true));
    watch.start();
    assertThat(ask()).contains("limit=").doesNotContain("watch=true");
    assertThat(ask()).contains("watch=true", "resourceVersion=7", "allowWatchBookmarks=true");
    hinted();
    assertThat(ask()).contains("resourceVersion=9");
    assertThat(ask()).contains("resourceVersion=12");
    assertThat(hints).isEmpty();
  }

  @Test
  void aWatchThatIsTooOldIsListedAnewAndWhatVanishedIsTold() throws InterruptedException {
    script.add(list("7", object("5", "red")));
    script.add(
        new Answer(
            200,
            event("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}"),
            false));
    script.add(list("20"));
    script.add(new Answer(200, "", true));
    watch.start();
    hinted();
    assertThat(watch.sure(X)).isNull();
  }

  @Test
  void aFailingListIsNotEmptinessAndIsTriedAgain() throws InterruptedException {
    script.add(list("7", object("5", "red")));
    script.add(new Answer(410, "{\"kind\":\"Status\",\"reason\":\"Expired\"}", false));
    script.add(new Answer(200, "<html>", false));
    script.add(list("20", object("19", "red")));
    script.add(new Answer(200, event("MODIFIED", object("21", "green")), true));
    watch.start();
    hinted(); // green; nothing vanished before
    assertThat(hints).isEmpty();
    assertThat(watch.sure(X)).isNotNull();
  }

  @Test
  void whatWasWrittenHereIsSeenBeforeTheWatchTellsAndNothingOlderAfterIt()
      throws InterruptedException {
    script.add(list("7", object("5", "red")));
    script.add(new Answer(200, event("MODIFIED", object("8", "old")), true));
    watch.start();
    hinted();
    watch.wrote(X, dev.esclusa.tree.Json.read(object("11", "new")));
    assertThat(watch.sure(X).text("data", "colour")).isEqualTo("new");
    watch.ending(X);
    assertThat(watch.sure(X)).isNull();
  }
}
