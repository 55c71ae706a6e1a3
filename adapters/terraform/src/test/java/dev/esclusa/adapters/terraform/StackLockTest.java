package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Problem;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateCaller;
import dev.esclusa.stack.StateLogin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock on a state that somebody holds keeps an apply from starting. */
class StackLockTest {
  private static final String LOCK =
      """
      {"ID": "7a1c-22", "Operation": "OperationTypeApply", "Who": "ann@laptop",
       "Version": "1.11.4", "Created": "2026-03-01T10:00:00Z", "Info": "", "Path": ""}
      """;

  @TempDir Path home;

  @Test
  void aHeldLockIsNamedWithTheWayOutAndAFreeOneIsNoHindrance() throws Exception {
    Engine engine = RunnerStage.engine();
    try (AuthorityStage stage = new AuthorityStage(home, engine, RunnerStage.plain())) {
      assertThat(stage.authority.heldUp(stage.target())).isEmpty();
      StateLogin login =
          stage.states.issue(AuthorityStage.UID, new RunId("r-1"), Credential.Right.WRITE, 1);
      StateCaller caller =
          new StateCaller(AuthorityStage.UID.text(), login.user(), login.password());
      stage.states.lock(caller, LOCK.getBytes(StandardCharsets.UTF_8));

      Problem held = stage.authority.heldUp(stage.target()).orElseThrow();
      assertThat(held.code()).isEqualTo("TFM-0051");
      assertThat(held.cause()).contains("dev/default/net", "7a1c-22", "ann@laptop");
      assertThat(held.fix()).contains("esclusa unlock dev/default/net --lock 7a1c-22 --reason");

      stage.states.unlock(caller, LOCK.getBytes(StandardCharsets.UTF_8));
      assertThat(stage.authority.heldUp(stage.target())).isEmpty();
    }
  }
}
