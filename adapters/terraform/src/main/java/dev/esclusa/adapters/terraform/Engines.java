package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Digest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engines that this machine offers, each asked for its version once. */
public final class Engines {
  private static final Pattern ANSWER =
      Pattern.compile("\\A(Terraform|OpenTofu) v(\\S+)", Pattern.MULTILINE);

  private final List<Engine> all;
  private final List<Problem> unusable;
  private final EngineAllowList allowed;

  private Engines(List<Engine> all, List<Problem> unusable, EngineAllowList allowed) {
    this.all = List.copyOf(all);
    this.unusable = List.copyOf(unusable);
    this.allowed = allowed;
  }

  /**
   * Looks into the folders of a PATH for {@code tofu} and {@code terraform}.
   *
   * @param path folders apart by the platform's separator
   * @param allowed those that may run; others are not even asked for their version
   * @throws InterruptedException when stopped while a program is asked
   */
  public static Engines found(String path, EngineAllowList allowed) throws InterruptedException {
    Set<Path> programs = new TreeSet<>();
    for (String folder : path.split(File.pathSeparator)) {
      for (EngineKind kind : EngineKind.values()) {
        Path program = Path.of(folder).resolve(kind.program());
        if (!folder.isEmpty() && Files.isExecutable(program) && Files.isRegularFile(program)) {
          programs.add(program.toAbsolutePath().normalize());
        }
      }
    }
    return of(programs, allowed);
  }

  /** The same, all of them. */
  public static Engines found(String path) throws InterruptedException {
    return found(path, EngineAllowList.everyInstalled());
  }

  /** Asks exactly these programs. */
  public static Engines of(Set<Path> programs) throws InterruptedException {
    return of(programs, EngineAllowList.everyInstalled());
  }

  private static Engines of(Set<Path> programs, EngineAllowList allowed)
      throws InterruptedException {
    List<Engine> engines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Set<Path> asked = new TreeSet<>();
    for (Path program : programs) {
      try {
        Path file = program.toRealPath();
        if (asked.add(file)) {
          Digest hash = digest(file);
          if (allowed.admits(hash)) {
            ask(file, hash)
                .ifPresentOrElse(engines::add, () -> problems.add(mute(file, "no version")));
          } else {
            problems.add(RunnerProblem.engineNotAllowed(file, hash, allowed));
          }
        }
      } catch (IOException e) {
        problems.add(mute(program, String.valueOf(e.getMessage())));
      }
    }
    engines.sort(
        Comparator.comparing(Engine::kind)
            .thenComparing(Engine::version, Comparator.reverseOrder())
            .thenComparing(Engine::program));
    return new Engines(engines, problems, allowed);
  }

  private static Problem mute(Path program, String seen) {
    return RunnerProblem.muteEngine(program, seen);
  }

  private static Optional<Engine> ask(Path program, Digest hash)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("esclusa-engine");
    try {
      String answer = ProcessAnswer.of(folder, List.of(program.toString(), "version"));
      Matcher said = ANSWER.matcher(answer);
      if (!said.find()) {
        return Optional.empty();
      }
      EngineKind kind =
          said.group(1).equals(EngineKind.TOFU.title()) ? EngineKind.TOFU : EngineKind.TERRAFORM;
      Optional<EngineVersion> version = EngineVersion.read(said.group(2));
      if (version.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new Engine(kind, version.get(), program, hash));
    } finally {
      RunFolder.remove(folder);
    }
  }

  static Digest digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
      return Digest.ofHash(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Newest first within a kind. */
  public List<Engine> all() {
    return all;
  }

  /** Programs that are there and may not run, or did not answer as an engine does. */
  public List<Problem> unusable() {
    return unusable;
  }

  /**
   * The newest one that fits. Where none does it is refused with TFM-0001, with TFM-0003 where one
   * is there that may not run, or where the file is not any more what it was.
   */
  public Engine choose(EngineKind kind, EngineConstraint wanted) {
    Engine engine =
        all.stream()
            .filter(it -> it.kind() == kind && wanted.admits(it.version()))
            .findFirst()
            .orElseThrow(() -> missing(kind, wanted).asException());
    return unchanged(engine);
  }

  private Problem missing(EngineKind kind, EngineConstraint wanted) {
    return unusable.stream()
        .filter(it -> it.code().equals(RunnerProblem.ENGINE_NOT_ALLOWED))
        .filter(it -> it.cause().contains(kind.program()))
        .findFirst()
        .orElseGet(() -> RunnerProblem.noEngine(kind, wanted, all));
  }

  /** Who has a list wants these bytes and not those that somebody put in their place later. */
  private Engine unchanged(Engine engine) {
    if (allowed.programHashes() != null) {
      Digest now = digestOrNothing(engine.program());
      if (!now.equals(engine.programHash())) {
        throw RunnerProblem.engineNotAllowed(engine.program(), now, allowed).asException();
      }
    }
    return engine;
  }

  private static Digest digestOrNothing(Path program) {
    try {
      return digest(program);
    } catch (IOException e) {
      return Digest.of(new byte[0]);
    }
  }
}
