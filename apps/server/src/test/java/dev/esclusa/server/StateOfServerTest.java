package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.adapters.identity.Tokens;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Credential.Right;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.stack.States;
import dev.esclusa.tempo.Chance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** States in the whole server, with its database, keys and tokens. */
@Timeout(120)
class StateOfServerTest {
  private static final TargetUid STACK = new TargetUid("network-dev-7f3a");

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServerOptions options() throws Exception {
    Path repository = folder.resolve("estate.git");
    if (!Files.exists(repository)) {
      assertThat(
              new ProcessBuilder("git", "init", "-q", "--bare", repository.toString())
                  .start()
                  .waitFor())
          .isZero();
    }
    return ServerOptions.of(folder.resolve("data"), repository.toUri().toString());
  }

  private static String basic(StateLogin login) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(
                (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8));
  }

  private int status(String method, String url, String authorization, byte[] body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", authorization)
            .header("Content-MD5", States.md5(body))
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void credentialsOutliveARestartAndOpenNothingElse() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    String token =
        Tokens.open(folder.resolve("data/tokens.json"))
            .issue("ana@crm.example", List.of("*"), new SecureRandom());
    StateLogin login;
    try (EsclusaServer server = EsclusaServer.start(options())) {
      login = server.states().issue(STACK, new RunId("r-1"), Right.WRITE, 1);
      String url = server.stateUrl(STACK);
      assertThat(status("GET", url, "Bearer " + token, new byte[0])).isEqualTo(401);
      assertThat(status("GET", url, basic(new StateLogin(STACK, "r-1", token)), new byte[0]))
          .isEqualTo(401);
      assertThat(status("GET", url, basic(login), new byte[0])).isEqualTo(404);
      assertThat(status("LOCK", url, basic(login), States.lock("l-1"))).isEqualTo(200);
      for (String path : List.of("/api/v1/whoami", "/api/v1/targets", "/api/v1/changes")) {
        assertThat(status("GET", server.url() + path, "Bearer " + token, new byte[0]))
            .isNotEqualTo(401);
        for (String wrong : List.of(basic(login), "Bearer " + login.password())) {
          assertThat(status("GET", server.url() + path, wrong, new byte[0])).isEqualTo(401);
        }
      }
      String refs = server.gitUrl() + "/estate.git/info/refs?service=git-upload-pack";
      assertThat(status("GET", refs, basic(login), new byte[0])).isIn(401, 403, 404);
    }
    try (EsclusaServer server = EsclusaServer.start(options())) {
      String url = server.stateUrl(STACK);
      byte[] state = States.state(1, "a");
      assertThat(status("POST", url + "?ID=l-1", basic(login), state)).isEqualTo(200);
      assertThat(server.states().content(STACK, 1)).isEqualTo(state);
      server.states().close(new RunId("r-1"));
      assertThat(status("GET", url, basic(login), new byte[0])).isEqualTo(401);
    }
  }

  @Test
  void theKeyFileIsMadeOnceAndIsItsOwnersOnly() throws Exception {
    Keys keys = new Keys(folder.resolve("keys"), Chance.secure());
    keys.states();
    Path file = folder.resolve("keys/state.keys");
    String made = Files.readString(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    keys.states();
    assertThat(Files.readString(file)).isEqualTo(made).matches("k-[0-9a-f]{8} [0-9a-f]{64}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(keys::states).hasMessageContaining("SRV-0010");
  }
}
