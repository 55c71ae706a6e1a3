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

  private Engines(List<Engine> all, List<Problem> unusable) {
    this.all = List.copyOf(all);
    this.unusable = List.copyOf(unusable);
  }

  /**
   * Looks into the folders of a PATH for {@code tofu} and {@code terraform}.
   *
   * @param path folders apart by the platform's separator
   * @throws InterruptedException when stopped while a program is asked
   */
  public static Engines found(String path) throws InterruptedException {
    Set<Path> programs = new TreeSet<>();
    for (String folder : path.split(File.pathSeparator)) {
      for (EngineKind kind : EngineKind.values()) {
        Path program = Path.of(folder).resolve(kind.program());
        if (!folder.isEmpty() && Files.isExecutable(program) && Files.isRegularFile(program)) {
          programs.add(program.toAbsolutePath().normalize());
        }
      }
    }
    return of(programs);
  }

  /** Asks exactly these programs. */
  public static Engines of(Set<Path> programs) throws InterruptedException {
    List<Engine> engines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Set<Path> asked = new TreeSet<>();
    for (Path program : programs) {
      try {
        Path file = program.toRealPath();
        if (asked.add(file)) {
          ask(file).ifPresentOrElse(engines::add, () -> problems.add(mute(file, "no version")));
        }
      } catch (IOException e) {
        problems.add(mute(program, String.valueOf(e.getMessage())));
      }
    }
    engines.sort(
        Comparator.comparing(Engine::kind)
            .thenComparing(Engine::version, Comparator.reverseOrder())
            .thenComparing(Engine::program));
    return new Engines(engines, problems);
  }

  private static Problem mute(Path program, String seen) {
    return RunnerProblem.muteEngine(program, seen);
  }

  private static Optional<Engine> ask(Path program) throws IOException, InterruptedException {
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
      return Optional.of(new Engine(kind, version.get(), program, digest(program)));
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

  /** Programs that are there and did not answer as an engine does. */
  public List<Problem> unusable() {
    return unusable;
  }

  /**
   * The newest one that fits; refused with TFM-0001 where none does, with TFM-0003 where only such
   * as are not allowed do.
   */
  public Engine choose(EngineKind kind, EngineConstraint wanted, EngineAllowList allowed) {
    List<Engine> fitting =
        all.stream()
            .filter(engine -> engine.kind() == kind && wanted.admits(engine.version()))
            .toList();
    if (fitting.isEmpty()) {
      throw RunnerProblem.noEngine(kind, wanted, all).asException();
    }
    return fitting.stream()
        .filter(allowed::admits)
        .findFirst()
        .orElseThrow(() -> RunnerProblem.engineNotAllowed(fitting.getFirst()).asException());
  }
}
