package dev.esclusa.tree;

import static dev.esclusa.tree.Refusals.refusedAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class YamlTest {
  @Test
  void emptyDocumentsAreSkipped() {
    List<Document> documents =
        documents("---\n# only words\n---\na: 1\n---\nnull\n---\nb: 2\n---\n");
    assertThat(documents).extracting(Document::root).hasToString("[{\"a\":1}, {\"b\":2}]");
    assertThat(documents("")).isEmpty();
  }

  @Test
  void aPointerKnowsItsPlace() {
    Document document =
        documents("# top\nkind: A\nspec:\n  ports:\n  - {name: web, port: 80}\n  - x\n").getFirst();
    assertThat(document.file()).isEqualTo("f.yaml");
    place(document, "", "f.yaml:2:1");
    place(document, "/kind", "f.yaml:2:7");
    place(document, "/spec", "f.yaml:3:1");
    place(document, "/spec/ports/0", "f.yaml:5:5");
    place(document, "/spec/ports/0/port", "f.yaml:5:23");
    place(document, "/spec/ports/1", "f.yaml:6:5");
    assertThat(document.positionOf(Pointer.parse("/spec/ports/2"))).isNull();
    assertThat(document.positionOf(Pointer.parse("/spec/ports/x"))).isNull();
    assertThat(document.nearest(Pointer.parse("/spec/none/a"))).hasToString("f.yaml:3:1");
  }

  @Test
  void whatComesThroughAnAliasStandsAtItsAnchor() {
    Document document = documents("a: &x\n  deep: 1\nb: *x\nc: [*x]\n").getFirst();
    place(document, "/b", "f.yaml:3:4");
    place(document, "/b/deep", "f.yaml:2:9");
    place(document, "/c/0/deep", "f.yaml:2:9");
  }

  @Test
  void mergedEntriesStandAtTheirAnchorAndWrittenOnesWhereTheyAre() {
    Document document = documents("a: &x {p: 1, q: 2}\nb:\n  r: 3\n  <<: *x\n  q: 4\n").getFirst();
    assertThat(document.root().at("b")).isEqualTo(Value.mapping("r", 3, "p", 1, "q", 4));
    place(document, "/b/p", "f.yaml:1:11");
    place(document, "/b/q", "f.yaml:5:6");
    place(document, "/b/r", "f.yaml:3:6");
  }

  @Test
  void ofSeveralMergedMappingsTheFirstWins() {
    String yaml = "a: &a {k: 1, m: 1}\nb: &b {k: 2, n: 2}\nc: {<<: [*a, *b]}\n";
    Document document = documents(yaml).getFirst();
    assertThat(document.root().at("c")).isEqualTo(Value.mapping("k", 1, "m", 1, "n", 2));
    place(document, "/c/n", "f.yaml:2:17");
  }

  @Test
  void aMergeKeyBelowAKeyOverwritesItForKubectlOnly() {
    String yaml = "a: &a {k: 1}\nc:\n  k: 2\n  <<: *a\n";
    assertThat(read(yaml, ScalarProfile.KUBECTL).at("c", "k")).hasToString("1");
    assertThat(read(yaml, ScalarProfile.KUSTOMIZE).at("c", "k")).hasToString("2");
  }

  @Test
  void aQuotedMergeKeyIsAKey() {
    assertThat(documents("'<<': 1").getFirst().root()).isEqualTo(Value.mapping("<<", 1));
  }

  @Test
  void anchorsMayBeDefinedAgainAndEndWithTheirDocument() {
    assertThat(documents("[&a 1, *a, &a 2, *a]").getFirst().root()).hasToString("[1,1,2,2]");
    refusedAt("TRE-0007", "f.yaml:3:1", () -> documents("&a 1\n---\n*a\n"));
  }

  @Test
  void duplicateKeysAreRefusedWhereTheyStand() {
    refusedAt("TRE-0004", "f.yaml:2:3", () -> documents("a: {x: 1,\n  x: 2}"));
    refusedAt("TRE-0004", "f.yaml:2:1", () -> documents("on: 1\ntrue: 2"));
    refusedAt("TRE-0004", "f.yaml:4:1", () -> documents("a: &a {}\n<<: *a\nx: 1\nx: 2"));
    refusedAt("TRE-0004", "f.yaml:3:1", () -> documents("a: &a {}\n<<: *a\n<<: *a"));
  }

  @Test
  void syntaxErrorsNameTheirPlace() {
    refusedAt("TRE-0002", "f.yaml:2:5", () -> documents("a: 1\nb: c: d"));
    refusedAt("TRE-0002", "f.yaml:2:4", () -> documents("a: 1\nb: \u0007"));
    refusedAt("TRE-0002", "f.yaml:1:4", () -> documents("a: %x"));
  }

  @Test
  void theReservedKeyIsRefused() {
    refusedAt("TRE-0009", "f.yaml:1:5", () -> documents("a: {$decimal: '1'}"));
  }

  @Test
  void mergingNeedsMappings() {
    refusedAt("TRE-0007", "f.yaml:1:5", () -> documents("<<: 3"));
    refusedAt("TRE-0007", "f.yaml:1:5", () -> documents("<<: [{}, 3]"));
  }

  @Test
  void jsonIsYaml() {
    String json = "{\"a\": [1, true, null, \"x\\/y\\u00e9\\ud83d\\ude00\"], \"b\": {}}";
    assertThat(documents(json).getFirst().root()).isEqualTo(Json.read(json));
  }

  @Test
  void writingIsBlockStyleAsKubectlWritesIt() {
    Value value =
        Json.read(
            """
            {"kind":"ConfigMap","empty":{},"none":[],"items":[{"a":1,"b":[1,[2,3]]},"x",[]],
             "data":{"script":"#!/bin/sh\\necho\\n","keep":"a\\n\\n","cut":"a\\nb","on":"yes",
             "n":"012","v":"v1.2","ip":"10.0.0.1","t":"a: b","empty":"","sp":" x","big":"100Mi"}}
            """);
    assertThat(Yaml.write(value))
        .isEqualTo(
            """
            kind: ConfigMap
            empty: {}
            none: []
            items:
            - a: 1
              b:
              - 1
              - - 2
                - 3
            - x
            - []
            data:
              script: |
                #!/bin/sh
                echo
              keep: |+
                a

              cut: |-
                a
                b
              "on": "yes"
              "n": "012"
              v: v1.2
              ip: "10.0.0.1"
              t: "a: b"
              empty: ""
              sp: " x"
              big: 100Mi
            """);
  }

  private static void place(Document document, String pointer, String position) {
    assertThat(Objects.toString(document.positionOf(Pointer.parse(pointer)))).isEqualTo(position);
  }

  private static List<Document> documents(String yaml) {
    return Yaml.read(
        "f.yaml", yaml.getBytes(StandardCharsets.UTF_8), ScalarProfile.KUBECTL, Limits.DEFAULT);
  }

  private static Value read(String yaml, ScalarProfile profile) {
    return Yaml.read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8), profile, Limits.DEFAULT)
        .getFirst()
        .root();
  }
}
