package dev.esclusa.cli;

import dev.esclusa.rego.Capabilities;
import dev.esclusa.rego.RegoException;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What policies may ask of the world on a person's own machine: time, chance and environment. The
 * network stays off: a check says the same tomorrow.
 */
final class PolicyWorld implements Capabilities {
  private static final long NANOS = 1_000_000_000L;

  private final Terminal terminal;

  PolicyWorld(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public RegoValue answer(String builtin, List<RegoValue> arguments) {
    return switch (builtin) {
      case "time.now_ns" -> {
        Instant now = terminal.tempo().now();
        yield RegoValue.of(now.getEpochSecond() * NANOS + now.getNano());
      }
      case "rand.intn" -> {
        long bound = arguments.get(1).toTree().asLong();
        yield RegoValue.of(bound <= 0 ? 0 : terminal.tempo().chance().nextLong(bound));
      }
      case "uuid.rfc4122" -> RegoValue.of(uuid().toString());
      case "opa.runtime" -> runtime();
      default ->
          throw new RegoException(
              RegoException.INTERNAL,
              builtin + " needs the network, which is off here",
              "Give the answer as data with --data");
    };
  }

  /** RFC 9562, section 5.4. */
  private UUID uuid() {
    long most = terminal.tempo().chance().nextLong();
    long least = terminal.tempo().chance().nextLong();
    return new UUID(most & ~0xF000L | 0x4000L, least & ~(0xC0L << 56) | 0x80L << 56);
  }

  private RegoValue runtime() {
    RegoObject.Builder environment = RegoObject.builder();
    terminal.environment().forEach((name, value) -> environment.put(name, RegoValue.of(value)));
    return RegoObject.of("env", environment.build());
  }
}
