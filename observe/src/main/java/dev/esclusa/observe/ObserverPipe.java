package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.ValueChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Observer} whose other half is somewhere else: canonical values over byte streams. Looks
 * share one line, each watch has one of its own.
 */
public final class ObserverPipe {
  static final String PROTOCOL = "esclusa.dev/observe/v1";
  private static final int MAX_BYTES = 64 << 20;

  private ObserverPipe() {}

  /** Opens a new line to the far half. */
  @FunctionalInterface
  public interface Dial {
    Line dial() throws IOException;
  }

  /** Both directions of one line. */
  public record Line(InputStream in, OutputStream out) {
    ValueChannel channel() {
      return new ValueChannel(in, out, MAX_BYTES);
    }
  }

  sealed interface Call {
    String protocol();

    record Observe(String protocol, Target target, List<Address> addresses) implements Call {
      public Observe {
        addresses = List.copyOf(addresses);
      }
    }

    record Watch(String protocol, String installation) implements Call {}
  }

  sealed interface Reply {
    record Observed(ObservedState state) implements Reply {}

    record Hinted(Ownership ownership, Address address) implements Reply {}

    /** From here on hints travel. */
    record Watching() implements Reply {}

    record Refused(Problem problem) implements Reply {}
  }

  /** The near half. */
  public static Observer client(Dial dial) {
    return new Client(dial);
  }

  /** The far half of one line: answers until the other side ends it. */
  public static void serve(Observer observer, Line line) throws IOException {
    try (ValueChannel channel = line.channel()) {
      for (Value call; (call = channel.receive()) != null; ) {
        serve(observer, channel, call);
      }
    }
  }

  private static void serve(Observer observer, ValueChannel channel, Value call)
      throws IOException {
    Reply reply;
    try {
      Call read = Records.fromValue(Call.class, call);
      if (!read.protocol().equals(PROTOCOL)) {
        reply = new Reply.Refused(otherProtocol(read.protocol()));
      } else {
        switch (read) {
          case Call.Observe it ->
              reply = new Reply.Observed(observer.observe(it.target(), it.addresses()));
          case Call.Watch it -> {
            serveWatch(observer, channel, it);
            return;
          }
        }
      }
    } catch (ProblemException e) {
      reply = new Reply.Refused(e.problem());
    } catch (TreeException e) {
      reply = new Reply.Refused(nonsense(e));
    } catch (RuntimeException e) {
      reply = new Reply.Refused(defect(e));
    }
    channel.send(Records.toValue(reply));
  }

  /** Hints flow until the other side hangs up, which is all that it may still say. */
  private static void serveWatch(Observer observer, ValueChannel channel, Call.Watch call)
      throws IOException {
    Object turn = new Object(); // hints come from many threads, the line takes one at a time
    Consumer<Observer.Hint> sender =
        hint -> {
          synchronized (turn) {
            send(channel, new Reply.Hinted(hint.ownership(), hint.address()));
          }
        };
    try (Observer.Watch _ = observer.watch(call.installation(), sender)) {
      synchronized (turn) {
        channel.send(Records.toValue(new Reply.Watching()));
      }
      while (channel.receive() != null) {
        // nothing that the other side says during a watch has a meaning
      }
    }
  }

  private static void send(ValueChannel channel, Reply reply) {
    try {
      channel.send(Records.toValue(reply));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Client implements Observer {
    private final Dial dial;
    private @Nullable ValueChannel looks;

    private Client(Dial dial) {
      this.dial = dial;
    }

    @Override
    public synchronized ObservedState observe(Target target, List<Address> addresses) {
      ValueChannel channel = looks;
      looks = null; // until the whole answer is here, nobody knows what the stream holds
      try {
        if (channel == null) {
          channel = dial.dial().channel();
        }
        channel.send(Records.toValue(new Call.Observe(PROTOCOL, target, addresses)));
        Reply reply = reply(channel);
        looks = channel;
        return switch (reply) {
          case Reply.Observed(ObservedState state) -> state;
          case Reply.Refused(Problem problem) -> throw problem.asException();
          case Reply.Hinted _, Reply.Watching _ -> throw gone(null);
        };
      } catch (IOException e) {
        throw gone(e);
      } catch (TreeException e) {
        throw new ProblemException(nonsense(e), e);
      }
    }

    @Override
    public Watch watch(String installation, Consumer<Hint> hints) {
      try {
        ValueChannel channel = dial.dial().channel();
        channel.send(Records.toValue(new Call.Watch(PROTOCOL, installation)));
        switch (reply(channel)) {
          case Reply.Watching _ -> {
            // as wanted
          }
          case Reply.Refused(Problem problem) -> throw problem.asException();
          case Reply.Observed _, Reply.Hinted _ -> throw gone(null);
        }
        Thread reader = Thread.ofVirtual().name("hints").start(() -> read(channel, hints));
        return () -> hangUp(channel, reader);
      } catch (IOException e) {
        throw gone(e);
      } catch (TreeException e) {
        throw new ProblemException(nonsense(e), e);
      }
    }

    /** A watch that ends early is a watch whose hints do not come; regular looks stay. */
    private static void read(ValueChannel channel, Consumer<Hint> hints) {
      try (channel) {
        for (Value value; (value = channel.receive()) != null; ) {
          if (Records.fromValue(Reply.class, value)
              instanceof Reply.Hinted(Ownership ownership, Address address)) {
            hints.accept(new Hint(ownership, address));
          }
        }
      } catch (IOException | TreeException e) {
        Thread.currentThread().interrupt(); // the line is gone, and with it this thread's work
      }
    }

    private static void hangUp(ValueChannel channel, Thread reader) {
      try {
        channel.close();
      } catch (IOException e) {
        throw gone(e);
      } finally {
        reader.interrupt();
      }
    }

    private static Reply reply(ValueChannel channel) throws IOException {
      Value reply = channel.receive();
      if (reply == null) {
        throw gone(null);
      }
      return Records.fromValue(Reply.class, reply);
    }
  }

  private static ProblemException gone(@Nullable IOException e) {
    return new ProblemException(
        Problem.environment(
            "OBS-0001",
            "the observer on the other side went away before it answered.",
            "Look whether its agent runs; it is asked again when it is back."),
        e);
  }

  private static Problem nonsense(TreeException e) {
    return Problem.environment(
        "OBS-0002",
        "the two halves of an observer do not understand each other: " + e.cause(),
        "Run the same release on both sides.");
  }

  private static Problem otherProtocol(String seen) {
    return Problem.environment(
        "OBS-0002",
        "the other side speaks " + seen + ", wanted is " + PROTOCOL + ".",
        "Run the same release on both sides.");
  }

  /** The failure's own message might hold what nobody may see. */
  private static Problem defect(RuntimeException e) {
    return Problem.defect(
        "OBS-0003",
        "the observer on the other side failed with " + e.getClass().getName() + ".",
        "Look at its log and report it.");
  }
}
