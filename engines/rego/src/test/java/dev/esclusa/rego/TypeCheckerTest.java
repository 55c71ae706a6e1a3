package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What modules may say of documents that no module declares. */
class TypeCheckerTest {
  private static final String RULES =
      """
      package kubernetes.labels

      deny contains msg if {
        some one in input.objects
        some name, _ in DOCUMENT
        label(one, name) == ""
        msg := sprintf("label %s is missing", [name])
      }

      label(one, name) := object.get(one, ["metadata", "labels", name], "")
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.settings.kubernetes.labels",
        "data.settings.kubernetes",
        "data.settings[input.which].labels",
        "data.settings",
        "input.wanted"
      })
  void aDocumentBesidePackagesMayHoldAnything(String document) {
    RegoObject data =
        (RegoObject)
            RegoJson.read("{\"settings\": {\"kubernetes\": {\"labels\": {\"team\": []}}}}");
    String module = RULES.replace("DOCUMENT", document);

    assertThat(pack(module).compile().rules()).hasSize(2);
    assertThat(pack(module).data(data).compile().rules()).hasSize(2);
  }

  @Test
  void theTypesOfOtherRulesAreNotTakenForADocumentsKeys() {
    String module =
        """
        package k.n

        limits contains 1

        names contains name if {
          some name, _ in data.unknown.path.z
          startswith(name, "a")
          limits
        }
        """;

    assertThat(pack(module).compile().rules()).hasSize(2);
  }

  @Test
  void aSetUnderAVariableIsAnObjectOfSets() {
    String module =
        """
        package p

        sets[k] contains 1 if k := "a"

        found if sets["a"][1]
        """;

    assertThat(pack(module).compile().rules()).hasSize(2);
  }

  @Test
  void anUnusedImportIsToldBesideWhatElseIsWrong() {
    String module = "package p\nimport data.docs\nx if 1 == \"a\"\n";

    assertThatThrownBy(() -> pack(module).compile())
        .isInstanceOfSatisfying(
            RegoRefused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(RegoProblem::code)
                    .containsExactly("rego_compile_error", "rego_type_error"));
  }

  private static PolicyPack.Builder pack(String module) {
    return PolicyPack.builder().strict(true).module("labels.rego", module);
  }
}
