package dev.esclusa.adapters.terraform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which packages of a mirror may run, by the hash of their content.
 *
 * @param entries absent: whatever lies in the mirror, as far as a stack's lock file takes it
 */
public record ProviderAllowList(@Nullable List<Entry> entries) {
  private static final Pattern WHOLE = Pattern.compile("h1:[A-Za-z0-9+/]{43}=");

  /**
   * One line of the list.
   *
   * @param hashes {@code h1:...} of the package as lock files have it, or {@code sha256:...} of the
   *     program in it; empty: whatever lies in the mirror
   */
  public record Entry(ProviderPackage provider, Set<String> hashes) {
    public Entry {
      hashes = Set.copyOf(hashes);
    }
  }

  public ProviderAllowList {
    entries = entries == null ? null : List.copyOf(entries);
  }

  public static ProviderAllowList everything() {
    return new ProviderAllowList(null);
  }

  /**
   * Reads a file of lines {@code registry.terraform.io/hashicorp/aws 5.100.0 h1:...}, with one hash
   * or several; what follows a {@code #} is for people.
   *
   * @throws dev.esclusa.model.ProblemException TFM-0033 where a line is none, or nothing can be
   *     read
   */
  public static ProviderAllowList read(Path file) {
    List<Entry> all = new ArrayList<>();
    for (AllowedLine line : AllowedLine.of(file)) {
      all.add(entry(line));
    }
    return new ProviderAllowList(all);
  }

  private static Entry entry(AllowedLine line) {
    List<String> words = line.words();
    if (words.size() < 3) {
      throw line.refused("a provider's address, its version, and a hash").asException();
    }
    List<String> hashes = words.subList(2, words.size());
    for (String hash : hashes) {
      if (hash.startsWith("zh:")) {
        throw line.refused(
                "h1: of the unpacked package: zh: is of the archive, which a mirror does not hold")
            .asException();
      }
      if (!WHOLE.matcher(hash).matches() && !AllowedLine.PROGRAM.matcher(hash).matches()) {
        throw line.refused("h1: of the package, or sha256: of its program").asException();
      }
    }
    return new Entry(new ProviderPackage(words.get(0), words.get(1)), Set.copyOf(hashes));
  }

  /** Whether hashes have to be taken at all. */
  boolean asks() {
    return entries != null;
  }

  /**
   * Why a package may not run; empty where it may.
   *
   * @param seen the hashes of what lies there
   */
  Optional<String> refusal(ProviderPackage provider, Path place, Set<String> seen) {
    if (entries == null) {
      return Optional.empty();
    }
    List<Entry> named = entries.stream().filter(it -> it.provider().equals(provider)).toList();
    if (named.isEmpty()) {
      return Optional.of("the list of allowed providers does not name it");
    }
    Set<String> wanted = new TreeSet<>();
    for (Entry entry : named) {
      if (entry.hashes().isEmpty() || entry.hashes().stream().anyMatch(seen::contains)) {
        return Optional.empty();
      }
      wanted.addAll(entry.hashes());
    }
    return Optional.of(
        place + " has " + String.join(", ", seen) + ", allowed is " + String.join(", ", wanted));
  }
}
