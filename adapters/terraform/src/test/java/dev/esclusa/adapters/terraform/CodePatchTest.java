package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.terraform.Adoption;
import dev.esclusa.terraform.Adoption.Deed;
import dev.esclusa.tree.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodePatchTest {
  private static final String MAIN =
      """
      resource "aws_subnet" "a" {
        vpc_id = "vpc-1"
        tags = {
          Name = "a"
        } # ours
        mine = "x"
      }

      resource "aws_db_instance" "db" {
        password = "hunter22"
      }
      """;

  @TempDir Path folder;

  private static Adoption adoption(
      String attribute, Deed deed, Position at, String written, String code) {
    return new Adoption("aws_subnet.a", attribute, deed, at, written, false, code, "");
  }

  @Test
  void whatIsProposedIsAPatchThatGitTakes() throws Exception {
    var proposed =
        CodePatch.of(
            List.of(
                adoption(
                    "tags",
                    Deed.REPLACE,
                    new Position("stack/main.tf", 3, 10),
                    "{\n    Name = \"a\"\n  }",
                    "tags = {\n  Name = \"b\"\n  more = 1\n}"),
                adoption(
                    "vpc_id", Deed.REMOVE, new Position("stack/main.tf", 2, 12), "\"vpc-1\"", ""),
                adoption(
                    "zone", Deed.ADD, new Position("stack/main.tf", 1, 1), null, "zone = \"eu\""),
                adoption("", Deed.IMPORT, null, null, "import {\n  to = a.b\n  id = \"1\"\n}"),
                new Adoption(
                    "aws_db_instance.db",
                    "password",
                    Deed.REPLACE,
                    new Position("stack/main.tf", 10, 14),
                    null,
                    true,
                    "password = var.password",
                    "")),
            Map.of("stack/main.tf", MAIN.getBytes(StandardCharsets.UTF_8)),
            "stack");
    assertThat(proposed.notes())
        .singleElement()
        .satisfies(it -> assertThat(it).contains("password = var.password", "stack/main.tf:10:14"));
    assertThat(applied(proposed.patch()))
        .isEqualTo(
            """
            resource "aws_subnet" "a" {
              zone = "eu"
              tags = {
                Name = "b"
                more = 1
              } # ours
              mine = "x"
            }

            resource "aws_db_instance" "db" {
              password = "hunter22"
            }
            """);
    assertThat(Files.readString(folder.resolve("stack/adopted.tf")))
        .isEqualTo("import {\n  to = a.b\n  id = \"1\"\n}\n");
  }

  @Test
  void whereSomethingElseStandsNothingIsReplaced() {
    var proposed =
        CodePatch.of(
            List.of(
                adoption(
                    "mine",
                    Deed.REPLACE,
                    new Position("stack/main.tf", 6, 10),
                    "\"other\"",
                    "mine = \"y\"")),
            Map.of("stack/main.tf", MAIN.getBytes(StandardCharsets.UTF_8)),
            "stack");
    assertThat(proposed.patch()).isEmpty();
    assertThat(proposed.notes()).singleElement().asString().contains("mine = \"y\"");
  }

  private String applied(String patch) throws Exception {
    Files.createDirectories(folder.resolve("stack"));
    Files.writeString(folder.resolve("stack/main.tf"), MAIN);
    Files.writeString(folder.resolve("patch"), patch);
    try {
      Process git =
          new ProcessBuilder("git", "apply", "patch")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(git.waitFor()).as(said + patch).isZero();
    } catch (IOException e) {
      assumeTrue(false, "skipped: install git");
    }
    return Files.readString(folder.resolve("stack/main.tf"));
  }
}
