package dev.esclusa.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MerkleConformanceTest {

  @Test
  void everyCaseOfTheMerkleSuitePasses() {
    var folder = shared().resolve("conformance/merkle");
    assumeTrue(
        Files.isDirectory(folder),
        "skipped: set ESCLUSA_SHARED to a folder with conformance/merkle");
    var lines = new ArrayList<String>();
    var counts = MerkleConformance.run(folder, lines::add);
    assertThat(lines).containsExactly("518 passed, 0 failed, 0 skipped");
    assertThat(counts).isEqualTo(new MerkleConformance.Counts(518, 0, 0));
  }

  @Test
  void aWrongVerdictIsSaidWithTheCase(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("bad.json"),
        """
        {"leafIdx": 0, "treeSize": 1, "root": "%s", "leafHash": "%s", "proof": null,
         "desc": "one leaf is its own root", "wantErr": true}
        """
            .formatted(Hash.EMPTY_ROOT, Hash.EMPTY_ROOT));
    Files.writeString(folder.resolve("broken.json"), "{");
    Files.writeString(folder.resolve("other.json"), "{\"desc\": \"x\", \"wantErr\": true}");
    var lines = new ArrayList<String>();
    MerkleConformance.run(folder, lines::add);
    assertThat(lines.getFirst())
        .isEqualTo("failed bad.json: one leaf is its own root, but it was accepted");
    assertThat(lines.get(1)).startsWith("failed broken.json");
    assertThat(lines.get(2)).startsWith("skipped other.json");
    assertThat(lines.getLast()).isEqualTo("0 passed, 2 failed, 1 skipped");
  }

  private static Path shared() {
    var set = System.getenv("ESCLUSA_SHARED");
    if (set != null) {
      return Path.of(set);
    }
    var folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !isRoot(folder)) {
      folder = folder.getParent();
    }
    return folder.resolveSibling("shared");
  }

  private static boolean isRoot(Path folder) {
    try {
      var pom = folder.resolve("pom.xml");
      return Files.exists(pom) && Files.readString(pom).contains("<modules>");
    } catch (java.io.IOException unreadable) {
      return false;
    }
  }
}
