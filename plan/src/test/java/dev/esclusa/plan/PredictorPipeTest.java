package dev.esclusa.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.Pointer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract holds across a byte pipe, and a broken pipe is a typed problem. */
class PredictorPipeTest extends InMemoryPredictorTest {
  private final PipedInputStream toServer = new PipedInputStream(1 << 16);
  private final PipedInputStream toClient = new PipedInputStream(1 << 16);
  private final PipedOutputStream fromClient = connected(toServer);
  private final PipedOutputStream fromServer = connected(toClient);
  private Predictor served = direct;
  private final Thread server =
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  PredictorPipe.serve(it -> served.predict(it), toServer, fromServer);
                } catch (IOException e) {
                  Thread.currentThread().interrupt();
                }
              });
  private final Predictor client = PredictorPipe.client(toClient, fromClient);

  private static PipedOutputStream connected(PipedInputStream in) {
    try {
      return new PipedOutputStream(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Predictor predictor() {
    return client;
  }

  @AfterEach
  void hangUp() throws Exception {
    fromClient.close();
    server.join();
  }

  private PredictionRequest request() {
    return new PredictionRequest(
        target(),
        ownership(),
        new Given().intent,
        List.of(sample("a", "red")),
        Inventory.empty(target().uid()),
        List.of());
  }

  private static Problem problemOf(Throwable thrown) {
    return ((ProblemException) thrown).problem();
  }

  @Test
  void aProblemOfTheFarSideIsThrownOnTheNearOne() {
    Problem unreachable = Problem.environment("KUB-0001", "cluster c1 is silent.", "Look at it.");
    served =
        _ -> {
          throw unreachable.asException();
        };
    assertThatThrownBy(() -> client.predict(request()))
        .satisfies(it -> assertThat(problemOf(it)).isEqualTo(unreachable));
  }

  @Test
  void theRefusedFieldCrossesTheLine() {
    FieldAddress field = new FieldAddress(sample("a", "red").address(), Pointer.of("spec", "x"));
    served =
        _ -> {
          throw new ProblemException(Problem.caller("KUB-0002", "no.", ""), field, null);
        };
    assertThatThrownBy(() -> client.predict(request()))
        .satisfies(it -> assertThat(((ProblemException) it).field()).isEqualTo(field));
  }

  @Test
  void aDefectOfTheFarSideDoesNotTellWhatItSaw() {
    served =
        _ -> {
          throw new IllegalStateException("the password is hunter2");
        };
    assertThatThrownBy(() -> client.predict(request()))
        .hasMessageNotContaining("hunter2")
        .satisfies(it -> assertThat(problemOf(it).code()).isEqualTo("PLN-0008"));
  }

  @Test
  void theLineStaysUsableAfterARefusal() {
    Predictor before = served;
    served =
        _ -> {
          throw Problem.environment("KUB-0001", "silent.", "").asException();
        };
    assertThatThrownBy(() -> client.predict(request())).isInstanceOf(ProblemException.class);
    served = before;
    assertThat(client.predict(request()).resources()).hasSize(1);
  }

  @Test
  void anEndedStreamIsAFailureOfTheEnvironmentForGood() {
    Predictor dead =
        PredictorPipe.client(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> dead.predict(request()))
          .satisfies(it -> assertThat(problemOf(it).code()).isEqualTo("PLN-0006"))
          .satisfies(it -> assertThat(problemOf(it).fault()).isEqualTo(Problem.Fault.ENVIRONMENT));
    }
  }

  @Test
  void aStreamThatEndsWithinAnAnswerIsNoAnswer() {
    Predictor torn =
        PredictorPipe.client(
            new ByteArrayInputStream(new byte[] {0, 0, 0, 9, '{'}),
            OutputStream.nullOutputStream());
    assertThatThrownBy(() -> torn.predict(request()))
        .satisfies(it -> assertThat(problemOf(it).code()).isEqualTo("PLN-0006"));
  }

  @Test
  void anAnswerOfAbsurdSizeIsRefused() {
    Predictor huge =
        PredictorPipe.client(
            new ByteArrayInputStream(new byte[] {127, 0, 0, 0}), OutputStream.nullOutputStream());
    assertThatThrownBy(() -> huge.predict(request()))
        .satisfies(it -> assertThat(problemOf(it).code()).isEqualTo("PLN-0007"));
  }

  @Test
  void nonsenseIsAnsweredWithAProblem() throws Exception {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    byte[] call = {0, 0, 0, 2, '{', '}'};
    PredictorPipe.serve(direct, new ByteArrayInputStream(call), reply);
    assertThat(reply.toString(java.nio.charset.StandardCharsets.UTF_8)).contains("PLN-0007");
  }
}
