package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.esclusa.cli.Client.ChangeFilter;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientTest {
  private final FakeServer server = new FakeServer();
  private final Client client = new Client(server.address(), "secret-token");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyCallCarriesTheToken() {
    server.on("GET /api/v1/whoami", new Api.Caller("ana@crm.example", List.of("platform")));

    assertThat(client.whoami().teams()).containsExactly("platform");
    assertThat(server.requests().getFirst().token()).isEqualTo("Bearer secret-token");
  }

  @Test
  void namesAreEncoded() {
    server.on("POST /api/v1/targets/prod%2Fdefault%2Fcrm-core/pause", Value.mapping());

    client.pause("prod/default/crm-core", "why not");

    assertThat(server.posts().getFirst().json()).isEqualTo(Value.mapping("reason", "why not"));
  }

  @Test
  void filtersBecomeAQuery() {
    server.on(
        "GET /api/v1/changes?before=c-1&limit=10&target=prod%2Fdefault%2Fcrm-core",
        new Api.ChangePage(List.of(), "c-0"));

    assertThat(
            client.changes(new ChangeFilter("prod/default/crm-core", null, null, 10, "c-1")).next())
        .isEqualTo("c-0");
  }

  @Test
  void theServersProblemIsTheFailure() {
    Problem problem = Problem.caller("CTL-0006", "change c-1 is applied.", "Roll back.");
    server.refuse("POST /api/v1/changes/c-1/reject", 409, problem);

    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> client.reject("c-1", "no"))
        .satisfies(
            it -> {
              assertThat(it.problem()).isEqualTo(problem);
              assertThat(it.exit()).isEqualTo(ExitCode.REFUSED);
              assertThat(it.status()).isEqualTo(409);
            });
  }

  @Test
  void statusesBecomeExitCodes() {
    exit(401, ExitCode.NOT_AUTHORISED);
    exit(403, ExitCode.NOT_AUTHORISED);
    exit(404, ExitCode.NOT_FOUND);
    exit(413, ExitCode.LIMIT);
    exit(429, ExitCode.LIMIT);
    exit(503, ExitCode.UNREACHABLE);
    exit(500, ExitCode.DEFECT);
    exit(302, ExitCode.REFUSED);
  }

  private void exit(int status, ExitCode wanted) {
    server.raw("GET /api/v1/status", status, "<html>");
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(client::status)
        .satisfies(it -> assertThat(it.exit()).isEqualTo(wanted));
  }

  @Test
  void unknownKeysAreSkippedAndMissingListsAreEmpty() {
    Value summary =
        Records.toValue(Sample.summary("planned", List.of()))
            .asMapping()
            .without("waitsFor")
            .with("newer", Value.of(1));
    server.on("GET /api/v1/changes/c-1", Value.mapping("summary", summary, "also", true));

    Api.ChangeView view = client.change("c-1");

    assertThat(view.summary().waitsFor()).isEmpty();
    assertThat(view.facts()).isEmpty();
  }

  @Test
  void anotherShapeIsADefect() {
    server.on("GET /api/v1/whoami", Value.mapping("principal", 7));

    assertThatExceptionOfType(Failure.class)
        .isThrownBy(client::whoami)
        .satisfies(it -> assertThat(it.problem().code()).isEqualTo("CLI-0002"));
  }

  @Test
  void noServerIsUnreachable() {
    URI address = server.address();
    server.close();

    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> new Client(address, "").sync())
        .satisfies(it -> assertThat(it.exit()).isEqualTo(ExitCode.UNREACHABLE));
    assertThat(new Client(address, "").ready()).isFalse();
  }

  @Test
  void aTokenNeverGoesInPlainTextToAnotherMachine() {
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> new Client(URI.create("http://esclusa.example"), "secret-token"))
        .satisfies(it -> assertThat(it.problem().code()).isEqualTo("CLI-0005"))
        .satisfies(it -> assertThat(it.getMessage()).doesNotContain("secret-token"));
    assertThat(new Client(URI.create("https://esclusa.example/"), "x").server())
        .hasToString("https://esclusa.example");
  }

  @Test
  void postsSayWhatTheApiWants() {
    server.on("POST /api/v1/changes/c-1/recover", new Api.Opened("c-1"));
    server.on("POST /api/v1/targets/a%2Fb%2Fc/rollback", new Api.Opened("c-2"));
    server.on("POST /api/v1/changes/c-1/erase", new Api.Erased(7));
    server.on("POST /api/v1/healing/prod/resume", Value.mapping());

    client.recover("c-1", ApplyResult.Outcome.PARTIAL, "seen");
    String change =
        client
            .rollBack("a/b/c", Sample.COMMIT, Instant.parse("2026-03-01T12:00:00Z"), "x")
            .change();
    assertThat(client.erase("c-1", "gdpr").erased()).isEqualTo(7);
    client.resumeHealing("prod", "ok");

    assertThat(change).isEqualTo("c-2");
    assertThat(server.posts().get(0).json())
        .isEqualTo(Value.mapping("outcome", "partial", "reason", "seen"));
    assertThat(server.posts().get(1).json())
        .isEqualTo(
            Value.mapping("to", Sample.COMMIT, "until", "2026-03-01T12:00:00Z", "reason", "x"));
  }

  @Test
  void eventsArriveUntilTheListenerHasEnough() {
    server.events(
        "GET /api/v1/events?change=c-1",
        """
        : alive

        event: fact
        data: {"index": 1, "change": "c-1", "type": "plan-computed", "state": "planned",
        data:  "at": "2026-03-01T10:00:00Z", "words": "planned", "newer": 1}

        event: other
        data: nothing of ours

        event: fact
        data: {"index": 2, "type": "policy-decided", "words": "decided"}

        event: fact
        data: {"index": 3, "type": "apply-started", "words": "started"}

        """);
    List<Long> seen = new ArrayList<>();

    boolean ended =
        client.events(
            null,
            "c-1",
            Duration.ofSeconds(5),
            event -> {
              seen.add(event.index());
              return event.index() < 2;
            });

    assertThat(seen).containsExactly(1L, 2L);
    assertThat(ended).isFalse();
  }
}
