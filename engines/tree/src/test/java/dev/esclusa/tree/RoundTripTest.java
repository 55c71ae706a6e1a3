package dev.esclusa.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is written reads back equal; a failure names its seed. */
class RoundTripTest {
  private static final int SEEDS = 1500;

  @Test
  void jsonReadsBack() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Value value = new Trees(seed).value(4);
      assertThat(Json.read(Json.write(value))).as("seed %d", seed).isEqualTo(value);
      assertThat(Json.read(Json.pretty(value))).as("seed %d", seed).isEqualTo(value);
    }
  }

  @Test
  void canonicalBytesReadBackAndAreStable() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Value value = new Trees(seed).value(4);
      byte[] bytes = Canonical.bytes(value);
      Value again = Canonical.read(bytes);
      assertThat(again).as("seed %d", seed).isEqualTo(value);
      assertThat(Canonical.bytes(again)).as("seed %d", seed).isEqualTo(bytes);
    }
  }

  @Test
  void yamlReadsBackUnderBothProfiles() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Value value = new Trees(seed).value(4);
      String yaml = Yaml.write(value);
      assertThat(read(yaml, ScalarProfile.KUBECTL)).as("seed %d%n%s", seed, yaml).isEqualTo(value);
      // kustomize rounds numbers; what it reads must be stable from then on
      Value rounded = read(yaml, ScalarProfile.KUSTOMIZE);
      String again = Yaml.write(rounded);
      assertThat(read(again, ScalarProfile.KUSTOMIZE))
          .as("seed %d%n%s", seed, again)
          .isEqualTo(rounded);
      assertThat(texts(rounded)).as("seed %d%n%s", seed, yaml).isEqualTo(texts(value));
    }
  }

  @Test
  void jsonReadAsYamlIsTheSame() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Value value = new Trees(seed).value(4);
      String json = Json.text(value);
      boolean yamlToo =
          json.chars().allMatch(c -> c < 0xFFFE && c != 0xFEFF && (c < 0x7F || c > 0x9F));
      if (yamlToo && longestText(json) < 1000) {
        assertThat(read(json, ScalarProfile.KUBECTL)).as("seed %d %s", seed, json).isEqualTo(value);
      }
    }
  }

  record Node(
      String name, @Nullable Node next, List<Node> below, Map<String, Value> free, long n) {}

  @Test
  void recordsReadBack() {
    for (long seed = 0; seed < 500; seed++) {
      Node node = node(new Trees(seed), 3);
      Value value = Records.toValue(node);
      assertThat(Records.fromValue(Node.class, value)).as("seed %d", seed).isEqualTo(node);
      assertThat(Records.fromValue(Node.class, Canonical.read(Canonical.bytes(value))))
          .as("seed %d", seed)
          .isEqualTo(node);
    }
  }

  @Test
  void differencesTellHowToGetFromOneToTheOther() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Trees trees = new Trees(seed);
      Value before = Value.mapping("a", trees.value(3), "b", trees.value(3));
      Value after = Value.mapping("a", trees.value(3), "b", before.at("b"));
      List<Difference> differences = Diff.between(before, after);
      assertThat(differences.isEmpty()).as("seed %d", seed).isEqualTo(before.equals(after));
      for (Difference difference : differences) {
        assertThat(before.at(difference.pointer()))
            .as("seed %d", seed)
            .isEqualTo(difference.before());
        assertThat(after.at(difference.pointer()))
            .as("seed %d", seed)
            .isEqualTo(difference.after());
        assertThat(difference.before()).as("seed %d", seed).isNotEqualTo(difference.after());
      }
    }
  }

  @Test
  void everyPointerOfAWrittenDocumentHasItsPlace() {
    for (long seed = 0; seed < 500; seed++) {
      Value value = new Trees(seed).value(4);
      if (value.isNull()) {
        continue;
      }
      byte[] yaml = Yaml.write(value).getBytes(StandardCharsets.UTF_8);
      Document document = Yaml.read("f", yaml, ScalarProfile.KUBECTL, Limits.DEFAULT).getFirst();
      for (Difference leaf : Diff.between(null, value)) {
        assertThat(document.positionOf(leaf.pointer()))
            .as("seed %d %s", seed, leaf.pointer())
            .isNotNull();
      }
    }
  }

  private static Node node(Trees trees, int depth) {
    List<Node> below = depth == 0 ? List.of() : List.of(node(trees, depth - 1), node(trees, 0));
    Node next = depth == 0 ? null : node(trees, depth - 1);
    return new Node(trees.text(), next, below, Map.of(trees.text(), trees.value(2)), depth);
  }

  private static String texts(Value value) {
    StringBuilder texts = new StringBuilder();
    for (Difference leaf : Diff.between(null, value)) {
      texts.append(leaf.pointer()).append(leaf.after() instanceof Value.Num ? "#" : leaf.after());
    }
    return texts.toString();
  }

  private static int longestText(String json) {
    int longest = 0;
    for (String part : json.split("\"")) {
      longest = Math.max(longest, part.length());
    }
    return longest;
  }

  private static Value read(String yaml, ScalarProfile profile) {
    List<Document> documents =
        Yaml.read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8), profile, Limits.DEFAULT);
    return documents.isEmpty() ? Value.NULL : documents.getFirst().root();
  }
}
