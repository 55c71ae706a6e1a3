package dev.esclusa.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract holds across a byte pipe, and a broken pipe is a lost reply. */
class ActuatorPipeTest extends InMemoryActuatorTest {
  private final PipedInputStream toServer = new PipedInputStream(1 << 16);
  private final PipedInputStream toClient = new PipedInputStream(1 << 16);
  private final PipedOutputStream fromClient = connected(toServer);
  private final PipedOutputStream fromServer = connected(toClient);
  private final Thread server =
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  ActuatorPipe.serve(direct, toServer, fromServer);
                } catch (IOException e) {
                  Thread.currentThread().interrupt();
                }
              });
  private final Actuator client = ActuatorPipe.client(toClient, fromClient);

  private static PipedOutputStream connected(PipedInputStream in) {
    try {
      return new PipedOutputStream(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Actuator actuator() {
    return client;
  }

  @AfterEach
  void hangUp() throws Exception {
    fromClient.close();
    server.join();
  }

  private Instruction create() {
    Resource red = sample("a", "red");
    return new Instruction.Put(red.address(), red.body(), null, null, List.of());
  }

  @Test
  void anEndedStreamIsALostReply() {
    Actuator dead =
        ActuatorPipe.client(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream());
    assertThat(dead.perform(target(), ownership(), create(), lease(1)))
        .isInstanceOf(StepResult.Unknown.class);
    assertThat(dead.readBack(target(), ownership(), create()))
        .isInstanceOf(StepResult.Unknown.class);
  }

  @Test
  void aDefectOfTheFarSideIsALostReplyThatDoesNotTellWhatItSaw() throws Exception {
    Actuator failing =
        new Actuator() {
          @Override
          public StepResult perform(
              Target target, Ownership ownership, Instruction instruction, Lease lease) {
            throw new IllegalStateException("the password is hunter2");
          }

          @Override
          public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
            throw new IllegalStateException("the password is hunter2");
          }
        };
    ByteArrayOutputStream call = new ByteArrayOutputStream();
    ActuatorPipe.client(new ByteArrayInputStream(new byte[0]), call)
        .perform(target(), ownership(), create(), lease(1));
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    ActuatorPipe.serve(failing, new ByteArrayInputStream(call.toByteArray()), reply);
    assertThat(reply.toString(java.nio.charset.StandardCharsets.UTF_8))
        .contains("unknown", "IllegalStateException")
        .doesNotContain("hunter2");
  }

  @Test
  void nonsenseIsAnsweredWithAFailure() throws Exception {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    ActuatorPipe.serve(direct, new ByteArrayInputStream(new byte[] {0, 0, 0, 2, '{', '}'}), reply);
    assertThat(reply.toString(java.nio.charset.StandardCharsets.UTF_8)).contains("APL-0008");
  }
}
