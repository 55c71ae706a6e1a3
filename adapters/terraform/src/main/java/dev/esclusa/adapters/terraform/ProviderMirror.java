package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The only place that providers come from: an unpacked mirror, {@code
 * HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/}, which engines may read and not write. A list says which of
 * its packages may run, by the hash of their content.
 */
public final class ProviderMirror {
  private static final Path ABSENT = Path.of("/nonexistent/providers");

  /** What was found of a package: its hashes, as long as its files are the same. */
  private record Measured(String stamp, Set<String> hashes) {}

  private final Path folder;
  private final ProviderAllowList allowed;
  private final Map<Path, Measured> measured = new ConcurrentHashMap<>();

  private ProviderMirror(Path folder, ProviderAllowList allowed) {
    this.folder = folder;
    this.allowed = allowed;
  }

  /** No provider but those within the engine. */
  public static ProviderMirror empty() {
    return new ProviderMirror(ABSENT, ProviderAllowList.everything());
  }

  /** Every package that lies in the folder. */
  public static ProviderMirror everything(Path folder) {
    return new ProviderMirror(real(folder), ProviderAllowList.everything());
  }

  /** Those packages of the folder that are on the list. */
  public static ProviderMirror only(Path folder, ProviderAllowList allowed) {
    return new ProviderMirror(real(folder), allowed);
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw RunnerProblem.providerRefused("mirror " + folder, "it is no folder").asException();
    }
  }

  Path folder() {
    return folder;
  }

  /** The engine's configuration: providers from here and from nowhere else. */
  static String configuration(Path seenAt) {
    return """
    disable_checkpoint = true
    provider_installation {
      filesystem_mirror {
        path = %s
      }
    }
    """
        .formatted(quoted(seenAt.toString()));
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "$${").replace("%{", "%%{")
        + '"';
  }

  /** Why one of these may not run; empty where all may. */
  Optional<Problem> refusal(Collection<ProviderPackage> used) throws IOException {
    for (ProviderPackage provider : used) {
      Optional<String> why = refusal(provider);
      if (why.isPresent()) {
        return Optional.of(RunnerProblem.providerRefused(provider.toString(), why.get()));
      }
    }
    return Optional.empty();
  }

  /** The same of what lies here; what does not, init itself misses. */
  Optional<Problem> refusalBeforeInit(Collection<ProviderPackage> locked) throws IOException {
    return refusal(
        locked.stream()
            .filter(it -> Files.isDirectory(folder.resolve(it.folder(platform()))))
            .toList());
  }

  private Optional<String> refusal(ProviderPackage provider) throws IOException {
    Path place = folder.resolve(provider.folder(platform()));
    if (!Files.isDirectory(place)) {
      return Optional.of("the mirror has no unpacked package of it for " + platform());
    }
    return allowed.asks() ? allowed.refusal(provider, place, hashes(place)) : Optional.empty();
  }

  private Set<String> hashes(Path place) throws IOException {
    String stamp = stamp(place);
    Measured known = measured.get(place);
    if (known != null && known.stamp().equals(stamp)) {
      return known.hashes();
    }
    Set<String> hashes = measure(place);
    measured.put(place, new Measured(stamp, hashes));
    return hashes;
  }

  private static String stamp(Path place) throws IOException {
    StringBuilder stamp = new StringBuilder();
    for (Map.Entry<String, Path> file : files(place).entrySet()) {
      BasicFileAttributes seen = Files.readAttributes(file.getValue(), BasicFileAttributes.class);
      stamp.append(file.getKey()).append('\0').append(seen.size()).append('\0');
      stamp.append(seen.lastModifiedTime()).append('\0').append(seen.fileKey()).append('\n');
    }
    return stamp.toString();
  }

  /** The h1 scheme of lock files: golang.org/x/mod/sumdb/dirhash, Hash1. */
  private static Set<String> measure(Path place) throws IOException {
    StringBuilder lines = new StringBuilder();
    Set<String> hashes = new TreeSet<>();
    for (Map.Entry<String, Path> file : files(place).entrySet()) {
      String hex = Engines.digest(file.getValue()).hex();
      lines.append(hex).append("  ").append(file.getKey()).append('\n');
      if (file.getKey().startsWith("terraform-provider-")) {
        hashes.add("sha256:" + hex);
      }
    }
    hashes.add("h1:" + Base64.getEncoder().encodeToString(sha256(lines.toString())));
    return hashes;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Map<String, Path> files(Path place) throws IOException {
    Path real = place.toRealPath();
    Map<String, Path> files = new TreeMap<>();
    Files.walkFileTree(
        real,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(real.relativize(file).toString(), file);
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /** Gives a run the packages that its lock file names, the way init would. */
  void link(Collection<ProviderPackage> used, RunFolder into, SandboxPaths paths)
      throws IOException {
    for (ProviderPackage provider : used) {
      String place = provider.folder(platform());
      if (!Files.isSymbolicLink(into.box().resolve("data/providers/" + place))) {
        into.link("data/providers/" + place, paths.mirror().resolve(place));
      }
    }
  }

  /** What init has put into a run's folder: these would run. */
  static Collection<ProviderPackage> installed(RunFolder folder) throws IOException {
    Path place = folder.box().resolve("data/providers");
    Map<String, ProviderPackage> all = new TreeMap<>();
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (var paths = Files.walk(place, 5)) {
      paths
          .map(path -> place.relativize(path))
          .filter(path -> path.getNameCount() == 5)
          .forEach(
              path -> {
                var provider =
                    new ProviderPackage(path.subpath(0, 3).toString(), path.getName(3).toString());
                all.put(provider.toString(), provider);
              });
    }
    return all.values();
  }

  /** As engines name it: {@code linux_amd64}. */
  static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    String name = system.startsWith("mac") ? "darwin" : system.split(" ")[0];
    return name
        + "_"
        + switch (machine) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> machine;
        };
  }
}
