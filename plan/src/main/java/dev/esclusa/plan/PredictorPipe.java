package dev.esclusa.plan;

import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.ValueChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Predictor} whose other half is somewhere else: canonical values over two byte streams,
 * one call at a time.
 */
public final class PredictorPipe {
  static final String PROTOCOL = "esclusa.dev/predict/v1";
  private static final int MAX_BYTES = 64 << 20;

  private PredictorPipe() {}

  record Call(String protocol, PredictionRequest request) {}

  sealed interface Reply {
    record Answer(Prediction prediction) implements Reply {}

    /**
     * @param field what the problem is about; absent when it is about no single one
     */
    record Refused(Problem problem, @Nullable FieldAddress field) implements Reply {}
  }

  /** The near half. What the far half throws as a problem, this one throws. */
  public static Predictor client(InputStream in, OutputStream out) {
    return new Client(new ValueChannel(in, out, MAX_BYTES));
  }

  /** The far half: answers until the other side ends the stream. */
  public static void serve(Predictor predictor, InputStream in, OutputStream out)
      throws IOException {
    try (ValueChannel channel = new ValueChannel(in, out, MAX_BYTES)) {
      for (Value call; (call = channel.receive()) != null; ) {
        send(channel, answer(predictor, call));
      }
    }
  }

  private static void send(ValueChannel channel, Reply reply) throws IOException {
    try {
      channel.send(Records.toValue(reply));
    } catch (TreeException e) {
      channel.send(Records.toValue(new Reply.Refused(nonsense(e), null)));
    }
  }

  private static Reply answer(Predictor predictor, Value call) {
    try {
      Call read = Records.fromValue(Call.class, call);
      if (!read.protocol().equals(PROTOCOL)) {
        return new Reply.Refused(otherProtocol(read.protocol()), null);
      }
      return new Reply.Answer(predictor.predict(read.request()));
    } catch (ProblemException e) {
      return new Reply.Refused(e.problem(), e.field());
    } catch (TreeException e) {
      return new Reply.Refused(nonsense(e), null);
    } catch (RuntimeException e) {
      // its message might hold what nobody may see
      return new Reply.Refused(
          Problem.defect(
              "PLN-0008",
              "the predictor on the other side failed with " + e.getClass().getName() + ".",
              "Look at its log and report it."),
          null);
    }
  }

  private static final class Client implements Predictor {
    private final ValueChannel channel;
    private boolean broken;

    private Client(ValueChannel channel) {
      this.channel = channel;
    }

    @Override
    public synchronized Prediction predict(PredictionRequest request) {
      return switch (call(new Call(PROTOCOL, request))) {
        case Reply.Answer(Prediction prediction) -> prediction;
        case Reply.Refused(Problem problem, FieldAddress field) ->
            throw new ProblemException(problem, field, null);
      };
    }

    private Reply call(Call call) {
      if (broken) {
        throw gone(null);
      }
      broken = true; // until the whole answer is here, nobody knows what the stream holds
      try {
        channel.send(Records.toValue(call));
        Value reply = channel.receive();
        if (reply == null) {
          throw gone(null);
        }
        Reply read = Records.fromValue(Reply.class, reply);
        broken = false;
        return read;
      } catch (IOException e) {
        throw gone(e);
      } catch (TreeException e) {
        throw new ProblemException(nonsense(e), e);
      }
    }
  }

  private static ProblemException gone(@Nullable IOException e) {
    return new ProblemException(
        Problem.environment(
            "PLN-0006",
            "the predictor on the other side went away before it answered.",
            "Look whether its agent runs; the plan is made again when it is back."),
        e);
  }

  private static Problem nonsense(TreeException e) {
    return Problem.environment(
        "PLN-0007",
        "the two halves of a predictor do not understand each other: " + e.cause(),
        "Run the same release on both sides.");
  }

  private static Problem otherProtocol(String seen) {
    return Problem.environment(
        "PLN-0007",
        "the other side speaks " + seen + ", wanted is " + PROTOCOL + ".",
        "Run the same release on both sides.");
  }
}
