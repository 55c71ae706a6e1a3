package dev.esclusa.apply;

import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.ValueChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An {@link Actuator} whose other half is somewhere else: canonical values over two byte streams,
 * one call at a time. A lost stream is a lost reply: {@link StepResult.Unknown}.
 */
public final class ActuatorPipe {
  static final String PROTOCOL = "esclusa.dev/apply/v1";
  private static final int MAX_BYTES = 64 << 20;

  private ActuatorPipe() {}

  sealed interface Call {
    String protocol();

    record Perform(
        String protocol, Target target, Ownership ownership, Instruction instruction, Lease lease)
        implements Call {}

    record ReadBack(String protocol, Target target, Ownership ownership, Instruction instruction)
        implements Call {}
  }

  record Reply(StepResult result) {}

  /** The near half. */
  public static Actuator client(InputStream in, OutputStream out) {
    return new Client(new ValueChannel(in, out, MAX_BYTES));
  }

  /** The far half: acts until the other side ends the stream. */
  public static void serve(Actuator actuator, InputStream in, OutputStream out) throws IOException {
    try (ValueChannel channel = new ValueChannel(in, out, MAX_BYTES)) {
      for (Value call; (call = channel.receive()) != null; ) {
        channel.send(Records.toValue(new Reply(answer(actuator, call))));
      }
    }
  }

  private static StepResult answer(Actuator actuator, Value call) {
    try {
      Call read = Records.fromValue(Call.class, call);
      if (!read.protocol().equals(PROTOCOL)) {
        return new StepResult.Failed(otherProtocol(read.protocol()));
      }
      return switch (read) {
        case Call.Perform it ->
            actuator.perform(it.target(), it.ownership(), it.instruction(), it.lease());
        case Call.ReadBack it -> actuator.readBack(it.target(), it.ownership(), it.instruction());
      };
    } catch (TreeException e) {
      return new StepResult.Failed(nonsense(e));
    } catch (ProblemException e) {
      return new StepResult.Unknown(e.problem().cause());
    } catch (RuntimeException e) {
      // its message might hold what nobody may see
      return new StepResult.Unknown(
          "the actuator on the other side failed with " + e.getClass().getName());
    }
  }

  private static final class Client implements Actuator {
    private final ValueChannel channel;
    private boolean broken;

    private Client(ValueChannel channel) {
      this.channel = channel;
    }

    @Override
    public StepResult perform(
        Target target, Ownership ownership, Instruction instruction, Lease lease) {
      return call(new Call.Perform(PROTOCOL, target, ownership, instruction, lease));
    }

    @Override
    public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
      return call(new Call.ReadBack(PROTOCOL, target, ownership, instruction));
    }

    private synchronized StepResult call(Call call) {
      if (broken) {
        return gone();
      }
      broken = true; // until the whole answer is here, nobody knows what the stream holds
      try {
        channel.send(Records.toValue(call));
        Value reply = channel.receive();
        if (reply == null) {
          return gone();
        }
        StepResult result = Records.fromValue(Reply.class, reply).result();
        broken = false;
        return result;
      } catch (IOException e) {
        return new StepResult.Unknown(
            "the actuator on the other side went away: " + e.getMessage());
      } catch (TreeException e) {
        return new StepResult.Unknown(
            "the two halves of an actuator do not understand each other: " + e.cause());
      }
    }

    private static StepResult gone() {
      return new StepResult.Unknown("the actuator on the other side went away");
    }
  }

  private static Problem nonsense(TreeException e) {
    return Problem.environment(
        "APL-0008",
        "the two halves of an actuator do not understand each other: " + e.cause(),
        "Run the same release on both sides.");
  }

  private static Problem otherProtocol(String seen) {
    return Problem.environment(
        "APL-0008",
        "the other side speaks " + seen + ", wanted is " + PROTOCOL + ".",
        "Run the same release on both sides.");
  }
}
