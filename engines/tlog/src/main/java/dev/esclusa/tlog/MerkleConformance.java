package dev.esclusa.tlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the golden cases of transparency-dev/merkle ({@code testdata/}) against the proof checks: a
 * case passes when a proof is accepted exactly where the suite wants it.
 */
public final class MerkleConformance {

  /** How many cases passed, failed, and are of a kind that is not known here. */
  public record Counts(int passed, int failed, int skipped) {
    @Override
    public String toString() {
      return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
    }
  }

  private final Path folder;
  private final Consumer<String> out;
  private int passed;
  private int failed;
  private int skipped;

  private MerkleConformance(Path folder, Consumer<String> out) {
    this.folder = folder;
    this.out = out;
  }

  /** Says a line for each case that failed or was skipped, and at last the counts. */
  public static Counts run(Path folder, Consumer<String> out) {
    var run = new MerkleConformance(folder, out);
    try (var files = Files.walk(folder)) {
      files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(run::runCase);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the cases in " + folder, failure);
    }
    var counts = new Counts(run.passed, run.failed, run.skipped);
    out.accept(counts.toString());
    return counts;
  }

  private void runCase(Path file) {
    var name = folder.relativize(file);
    try {
      var json = FlatJson.parse(Files.readString(file));
      if (!isKnown(json)) {
        skipped++;
        out.accept("skipped " + name + ": neither an inclusion nor a consistency case");
        return;
      }
      boolean wanted = !Boolean.parseBoolean(json.one("wantErr"));
      boolean accepted = accepts(json);
      if (accepted == wanted) {
        passed++;
      } else {
        failed++;
        out.accept(
            "failed %s: %s, but it was %s"
                .formatted(name, json.one("desc"), accepted ? "accepted" : "refused"));
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      failed++;
      out.accept("failed " + name + ": " + unreadable);
    }
  }

  private static boolean isKnown(FlatJson json) {
    return json.has("proof")
        && (json.has("leafIdx") && (json.has("treeSize") || json.has("start"))
            || json.has("root1") && (json.has("size1") || json.has("start")));
  }

  private static boolean accepts(FlatJson json) {
    List<Hash> path;
    try {
      path = json.list("proof").stream().map(Hash::parse).toList();
    } catch (IllegalArgumentException malformed) {
      return false; // a proof with something else than hashes in it is no proof
    }
    try {
      return json.has("leafIdx") ? includes(json, path) : connects(json, path);
    } catch (NumberFormatException beyondAnyTree) {
      return false; // the suite also tries sizes of 2^63 and more
    }
  }

  private static boolean includes(FlatJson json, List<Hash> path) {
    var proof = new InclusionProof(number(json, "leafIdx"), path);
    var leaf = hash(json, "leafHash");
    var root = hash(json, "root");
    if (leaf.isEmpty() || root.isEmpty()) {
      return false;
    }
    return json.has("treeSize")
        ? proof.proves(leaf.get(), new TreeHead(number(json, "treeSize"), root.get()))
        : subtree(json).contains(proof, leaf.get(), root.get());
  }

  private static boolean connects(FlatJson json, List<Hash> path) {
    var proof = new ConsistencyProof(path);
    var from = opaque(json, "root1");
    var to = opaque(json, "root2");
    return json.has("size1")
        ? proof.connects(
            new TreeHead(number(json, "size1"), from), new TreeHead(number(json, "size2"), to))
        : proof.connects(subtree(json), from, new TreeHead(number(json, "size"), to));
  }

  private static Subtree subtree(FlatJson json) {
    return new Subtree(number(json, "start"), number(json, "end"));
  }

  private static long number(FlatJson json, String name) {
    return Long.parseLong(json.one(name));
  }

  /** Empty for what is no hash; the suite also tries such leaves and roots. */
  private static Optional<Hash> hash(FlatJson json, String name) {
    var bytes = bytes(json, name);
    return bytes.length == Hash.SIZE_BYTES ? Optional.of(Hash.of(bytes)) : Optional.empty();
  }

  /**
   * The consistency cases write short texts like "don't care 1" in place of roots whose content
   * does not matter, and want equal ones taken as equal. Here a hash always has 32 bytes, so such a
   * text is represented by its leaf hash: equal ones stay equal, different ones different.
   */
  private static Hash opaque(FlatJson json, String name) {
    return hash(json, name).orElseGet(() -> Hash.leaf(bytes(json, name)));
  }

  private static byte[] bytes(FlatJson json, String name) {
    var values = json.list(name);
    return StrictBase64.decode(values.isEmpty() ? "" : values.getFirst());
  }
}
