package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server, and as whom: options before environment before the context file. */
final class Connection {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Address of the server (or ESCLUSA_SERVER).")
  private String server = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File of mode 0600 with the API token (or ESCLUSA_TOKEN_FILE).")
  private String tokenFile = "";

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the file that ESCLUSA_CONFIG names; else its current one.")
  private String context = "";

  Client client(Terminal terminal) {
    Contexts.Context chosen = context(terminal);
    String address = first(server, terminal.environment("ESCLUSA_SERVER"), chosen.server());
    if (address == null) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0003",
              "no server is named.",
              "With ./dev up: ./esclusa --as ROLE ...; else give --server URL, or set"
                  + " ESCLUSA_SERVER or ESCLUSA_CONFIG."));
    }
    return Client.open(uri(address), tokenFile(terminal, chosen));
  }

  private static URI uri(String address) {
    try {
      return URI.create(address);
    } catch (IllegalArgumentException e) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0003",
              "server address \"" + address + "\" is not of the form https://host:port.",
              "Correct --server, ESCLUSA_SERVER or the context."),
          e);
    }
  }

  private Path tokenFile(Terminal terminal, Contexts.Context chosen) {
    String file = first(tokenFile, terminal.environment("ESCLUSA_TOKEN_FILE"), chosen.tokenFile());
    if (file == null) {
      throw Failure.of(
          ExitCode.NOT_AUTHORISED,
          Problem.caller(
              "CLI-0004",
              "no token file is named.",
              "Give --token-file FILE, or set ESCLUSA_TOKEN_FILE or ESCLUSA_CONFIG."));
    }
    return terminal.path(file);
  }

  /** The private key file, if one is named. */
  Optional<Path> key(Terminal terminal, String option) {
    return path(
        terminal, first(option, terminal.environment("ESCLUSA_KEY"), context(terminal).key()));
  }

  /** The clone to check against, if one is named. */
  Optional<Path> repository(Terminal terminal, String option) {
    return path(terminal, first(option, null, context(terminal).repo()));
  }

  /** The policy file with the keys to trust, if one is named. */
  static Optional<Path> trust(Terminal terminal, String option) {
    String file = terminal.environment("ESCLUSA_CONFIG");
    String ofContext =
        option.isEmpty() && file != null ? Contexts.read(terminal.path(file), "").trust() : null;
    return path(terminal, first(option, null, ofContext));
  }

  private Contexts.Context context(Terminal terminal) {
    String file = terminal.environment("ESCLUSA_CONFIG");
    if (file != null) {
      return Contexts.read(terminal.path(file), context);
    }
    if (!context.isEmpty()) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0017",
              "--context " + context + " names a context, and ESCLUSA_CONFIG names no file.",
              "Set ESCLUSA_CONFIG to the file with the contexts."));
    }
    return Contexts.Context.NONE;
  }

  private static Optional<Path> path(Terminal terminal, @Nullable String text) {
    return Optional.ofNullable(text).map(terminal::path);
  }

  private static @Nullable String first(
      String option, @Nullable String environment, @Nullable String context) {
    if (!option.isEmpty()) {
      return option;
    }
    return environment == null ? context : environment;
  }
}
