package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.AesKeyWrap;
import dev.esclusa.stack.Credential.Right;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.InMemoryStackStore;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateAnswer;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateLimits;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.stack.States;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people see of states, and never see. */
@Timeout(60)
class StateApiTest {
  private static final TargetUid STACK = new TargetUid("network-dev-7f3a");
  private static final String MARKED = "MARKER-one-7f3a1c";
  private static final String NAMED = "MARKER-two-99beef";
  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");

  private final Chance chance = Chance.secure();
  private final InMemoryStackStore store = new InMemoryStackStore();
  private final StateBackend backend =
      new StateBackend(
          store,
          new EnvelopeSeal(AesKeyWrap.parse("(test)", AesKeyWrap.newLine(chance), chance), chance),
          () -> NOW,
          chance,
          StateLimits.DEFAULT);
  private final StateLogin writer = backend.issue(STACK, new RunId("r-1"), Right.WRITE, 1);
  private Javalin http;

  @BeforeEach
  void serve() {
    StateApi api =
        new StateApi(backend, new StateViews(new Redaction(chance.bytes(32))), _ -> target());
    http =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.exception(
                      ProblemException.class, (e, ctx) -> Api.refuse(ctx, e.problem()));
                  api.routes(config);
                })
            .start("127.0.0.1", 0);
    assertThat(backend.lock(States.caller(writer), States.lock("l-1")))
        .isEqualTo(new StateAnswer.Done());
  }

  @AfterEach
  void stop() {
    http.stop();
  }

  private static Views.TargetView target() {
    return new Views.TargetView(
        STACK,
        "dev/default/network",
        "crm",
        "dev",
        "platform",
        "terraform",
        "standard",
        Map.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        false,
        null,
        0,
        new Views.LaneView(null, List.of()));
  }

  private void write(byte[] state) {
    assertThat(backend.post(States.caller(writer), "l-1", States.md5(state), state))
        .isEqualTo(new StateAnswer.Done());
  }

  private static byte[] state(long serial, String size, String secret, String more) {
    return """
    {"version":4,"terraform_version":"1.11.4","serial":%d,"lineage":"5d21","outputs":{
      "url":{"value":"https://shop.example/?k=%s","type":"string"},
      "password":{"value":"%s","type":"string","sensitive":true}},
    "resources":[
      {"mode":"managed","type":"aws_db_instance","name":"main","provider":"p","instances":[
        {"index_key":"a","status":"tainted","attributes":{
          "size":"%s","content":"%s","db_password":"%s","note":"says %s aloud"},
         "sensitive_attributes":[[{"type":"get_attr","value":"content"}]]},
        {"index_key":"a","deposed":"00ab","attributes":{"size":"old"}}]}%s]}
    """
        .formatted(serial, NAMED, NAMED, size, secret, NAMED, secret, more)
        .getBytes(StandardCharsets.UTF_8);
  }

  private Value get(int status, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + http.port() + "/api/v1/targets/network/states" + path))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.body()).doesNotContain("MARKER");
      return Json.read(answer.body());
    }
  }

  private static Value first(Value value, String list) {
    Value found = value.at(list);
    assertThat(found).isInstanceOf(Value.Sequence.class);
    return ((Value.Sequence) found).items().getFirst();
  }

  @Test
  void versionsLockAndRunsAreListed() throws Exception {
    assertThat(get(200, "").at("items")).isEqualTo(Value.sequence());
    write(state(1, "small", MARKED, ""));
    write(state(2, "large", MARKED, ""));
    backend.accept(STACK);

    Value states = get(200, "");

    assertThat(first(states, "items").at("number")).isEqualTo(Value.of(2));
    assertThat(first(states, "items").at("applied")).isEqualTo(Value.TRUE);
    assertThat(get(200, "?limit=1").at("items").asSequence().items()).hasSize(1);
    assertThat(get(200, "?limit=1").at("size")).isEqualTo(Value.of(2));
    assertThat(states.text("lock", "run")).isEqualTo("r-1");
    assertThat(first(states, "openRuns").text("right")).isEqualTo("write");
  }

  @Test
  void aVersionIsShownWithDigestsInThePlaceOfSecrets() throws Exception {
    write(state(1, "small", MARKED, ""));

    Value shown = get(200, "/1");

    Value resource = first(shown, "resources");
    assertThat(resource.text("address")).isEqualTo("aws_db_instance.main[\"a\"]");
    assertThat(resource.text("status")).isEqualTo("tainted");
    assertThat(resource.text("attributes", "size")).isEqualTo("small");
    assertThat(resource.at("attributes", "content", "$masked")).isNotNull();
    assertThat(resource.at("attributes", "db_password", "$masked")).isNotNull();
    assertThat(resource.at("attributes", "note", "$masked")).isNotNull();
    assertThat(shown.toString()).contains("(deposed 00ab)", "\"old\"");
    assertThat(get(200, "/current")).isEqualTo(shown);
    assertThat(get(200, "/1")).isEqualTo(shown);
  }

  @Test
  void twoVersionsAreComparedWithoutTellingSecrets() throws Exception {
    write(state(1, "small", MARKED, ""));
    write(state(2, "large", MARKED + "-rotated", resource("new", "x")));

    Value diff = get(200, "/1/diff/2");

    assertThat(diff.at("sameLineage")).isEqualTo(Value.TRUE);
    assertThat(diff.toString())
        .contains(
            "\"pointer\":\"/content\"",
            "\"before\":\"small\",\"after\":\"large\"",
            "\"action\":\"create\"",
            "terraform_data.new");
    assertThat(get(200, "/1/diff/1").at("changes")).isEqualTo(Value.sequence());
    assertThat(get(200, "/2/diff/current").at("changes")).isEqualTo(Value.sequence());
  }

  private static String resource(String name, String input) {
    return ",{\"mode\":\"managed\",\"type\":\"terraform_data\",\"name\":\""
        + name
        + "\",\"instances\":[{\"attributes\":{\"input\":\""
        + input
        + "\"}}]}";
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    for (String path : List.of("/1", "/current", "/applied", "/x", "/-1", "/1/diff/2")) {
      assertThat(get(404, path).text("problem", "code")).isEqualTo("STK-0002");
    }
  }

  @Test
  void aStateOnlyAnEngineCouldReadIsAProblem() throws Exception {
    write(
        """
        {"version":4,"serial":1,"lineage":"5d21","outputs":{},"resources":[{"no":"type"}]}\
        """
            .getBytes(StandardCharsets.UTF_8));

    assertThat(get(400, "/1").text("problem", "code")).isEqualTo("STK-0009");
  }
}
