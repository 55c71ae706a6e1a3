package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden cases: {@code in-plan.json}, {@code in-*.tf} and what to write, {@code out.txt}. */
class AdoptionTest {
  private static final Path CASES = Path.of("src/test/cases/adoption");
  private static final boolean REWRITE = "rewrite".equals(System.getProperty("esclusa.golden"));

  static List<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCodeSaysWhatIsReal(Path folder) throws IOException {
    PlanDocument plan = PlanDocument.read(Files.readAllBytes(folder.resolve("in-plan.json")));
    DriftReport report = DriftReport.of(plan, null, List.of(), TestMasking.DIGEST);
    StringBuilder text = new StringBuilder();
    for (Adoption one :
        Adoption.of(plan, report.findings(), files(folder), "stack", Secrets.of(plan))) {
      text.append(
          "## %s %s %s at %s%n"
              .formatted(one.deed(), one.address(), one.attribute(), one.position()));
      text.append(one.note().isEmpty() ? "" : "# " + one.note() + "\n");
      text.append(one.code()).append("\n\n");
    }
    Path golden = folder.resolve("out.txt");
    if (REWRITE) {
      Files.writeString(golden, text.toString());
    }
    assertThat(text.toString()).isEqualTo(Files.readString(golden));
    assertThat(text.toString()).doesNotContain("new-password", "old-password");
  }

  /** A first line {@code # stands at PATH} says where in the revision a file is. */
  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (var all = Files.list(folder)) {
      for (Path file : all.filter(it -> it.toString().endsWith(".tf")).toList()) {
        String text = Files.readString(file);
        String mark = "# stands at ";
        String path =
            text.startsWith(mark)
                ? text.lines().findFirst().orElse("").substring(mark.length())
                : "stack/" + file.getFileName().toString().substring("in-".length());
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  @Test
  void whatExistsInRealityOnlyIsImported() {
    Adoption adoption = Adoption.imported("aws_vpc.main", "vpc-${1}");
    assertThat(adoption.code())
        .isEqualTo(
            """
            import {
              to = aws_vpc.main
              id = "vpc-$${1}"
            }

            resource "aws_vpc" "main" {
              # Fill in what is real: the plan that follows must change nothing.
            }\
            """);
    assertThatThrownBy(() -> Adoption.imported("module.x.aws_vpc.main", "1"))
        .isInstanceOf(TerraformException.class);
    assertThatThrownBy(() -> Adoption.imported("aws_vpc", "1"))
        .isInstanceOf(TerraformException.class);
  }
}
