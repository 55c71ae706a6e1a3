package dev.esclusa.cli;

import dev.esclusa.tempo.Cancellable;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tempo.Tempo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command talks through: two streams out, one in, the environment and the time. Lines are
 * shown with control characters spelled out, so that no text from elsewhere can move the cursor.
 */
public final class Terminal {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final PrintStream out;
  private final PrintStream err;
  private final InputStream in;
  private final Map<String, String> environment;
  private final Path folder;
  private final Attended attended;
  private final Supplier<Tempo> makeTempo;
  private @Nullable Tempo tempo;

  /** Whether somebody sits there who can be asked and who sees colours. */
  public enum Attended {
    PERSON,
    SCRIPT
  }

  /**
   * @param folder what relative paths start from
   */
  public Terminal(
      OutputStream out,
      OutputStream err,
      InputStream in,
      Map<String, String> environment,
      Path folder,
      Attended attended,
      Supplier<Tempo> makeTempo) {
    this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.in = in;
    this.environment = Map.copyOf(environment);
    this.folder = folder;
    this.attended = attended;
    this.makeTempo = makeTempo;
  }

  /** Those of the process. */
  static Terminal ofProcess() {
    boolean person = System.console() != null && System.console().isTerminal();
    return new Terminal(
        System.out,
        System.err,
        System.in,
        System.getenv(),
        Path.of(""),
        person ? Attended.PERSON : Attended.SCRIPT,
        RealTempo::new);
  }

  void line(String text) {
    out.println(Plain.line(text));
  }

  void lines(List<String> lines) {
    lines.forEach(this::line);
  }

  /** Text that was made safe by whoever made it, with its own line ends. */
  void text(String text) {
    out.print(text);
  }

  void bytes(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  /** For people who look on: progress, warnings, questions. Never part of the result. */
  void note(String text) {
    out.flush();
    err.println(Plain.line(text));
  }

  void flush() {
    out.flush();
    err.flush();
  }

  PrintStream outStream() {
    return out;
  }

  PrintStream errStream() {
    return err;
  }

  @Nullable String environment(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** All of the standard input. */
  byte[] input() {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the standard input cannot be read", e);
    }
  }

  Path path(String text) {
    return folder.resolve(text);
  }

  boolean attended() {
    return attended == Attended.PERSON;
  }

  /** https://no-color.org */
  boolean coloured() {
    return attended() && environment("NO_COLOR") == null && !"dumb".equals(environment("TERM"));
  }

  Tempo tempo() {
    if (tempo == null) {
      tempo = makeTempo.get();
    }
    return tempo;
  }

  /** Does something that may take long, and says what it is when it takes more than a second. */
  <T> T doing(String what, Supplier<T> work) {
    Cancellable saying = tempo().after(PATIENCE, () -> err.println(Plain.line(what + " ...")));
    try {
      return work.get();
    } finally {
      saying.cancel();
    }
  }

  /** Asks a question whose only yes is a typed one. */
  boolean agrees(String question) {
    out.flush();
    err.print(Plain.line(question) + " [y/N] ");
    err.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return answer != null && answer.strip().matches("(?i)y(es)?");
    } catch (IOException e) {
      throw new UncheckedIOException("the answer cannot be read", e);
    }
  }
}
