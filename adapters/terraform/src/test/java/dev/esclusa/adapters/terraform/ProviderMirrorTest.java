package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderMirrorTest {
  private static final String SOURCE = "registry.terraform.io/acme/thing";
  private static final ProviderPackage THING = new ProviderPackage(SOURCE, "1.2.3");
  private static final String PROGRAM = "#!/bin/sh\nexit 1\n";

  @TempDir Path home;

  private Path mirror() throws IOException {
    Path folder =
        Files.createDirectories(
            home.resolve("mirror").resolve(THING.folder(ProviderMirror.platform())));
    Path program = folder.resolve("terraform-provider-thing_v1.2.3");
    Files.writeString(program, PROGRAM);
    assertThat(program.toFile().setExecutable(true, false)).isTrue();
    Files.writeString(folder.resolve("LICENSE.txt"), "free\n");
    return home.resolve("mirror");
  }

  private static ProviderAllowList allowed(String version, String... hashes) {
    return new ProviderAllowList(
        List.of(new ProviderAllowList.Entry(new ProviderPackage(SOURCE, version), Set.of(hashes))));
  }

  private boolean admits(ProviderMirror mirror) throws IOException {
    return mirror.refusal(List.of(THING)).isEmpty();
  }

  @Test
  void aPackageIsAdmittedByTheHashOfItsProgramOrOfTheWhole() throws Exception {
    Path mirror = mirror();
    String program = Digest.of(PROGRAM.getBytes(StandardCharsets.UTF_8)).toString();
    String seen =
        ProviderMirror.only(mirror, allowed("1.2.3", "h1:other="))
            .refusal(List.of(THING))
            .orElseThrow()
            .cause();
    String whole = seen.replaceAll("(?s).* has (h1:[A-Za-z0-9+/=]+),.*", "$1");

    assertThat(seen).contains(program);
    assertThat(admits(ProviderMirror.only(mirror, allowed("1.2.3", program)))).isTrue();
    assertThat(admits(ProviderMirror.only(mirror, allowed("1.2.3", whole)))).isTrue();
    assertThat(admits(ProviderMirror.only(mirror, allowed("1.2.3")))).isTrue();
    assertThat(admits(ProviderMirror.only(mirror, allowed("1.2.4", program)))).isFalse();
    assertThat(admits(ProviderMirror.only(mirror, new ProviderAllowList(List.of())))).isFalse();
    assertThat(admits(ProviderMirror.everything(mirror))).isTrue();
    assertThat(admits(ProviderMirror.empty())).isFalse();
  }

  @Test
  void aProgramThatIsChangedLaterIsSeen() throws Exception {
    Path folder = mirror();
    String program = Digest.of(PROGRAM.getBytes(StandardCharsets.UTF_8)).toString();
    ProviderMirror mirror = ProviderMirror.only(folder, allowed("1.2.3", program));
    assertThat(admits(mirror)).isTrue();
    Files.writeString(
        folder
            .resolve(THING.folder(ProviderMirror.platform()))
            .resolve("terraform-provider-thing_v1.2.3"),
        PROGRAM + "# changed\n");
    assertThat(admits(mirror)).isFalse();
  }

  @Test
  void aRefusalNamesTheFolderTheHashesSeenAndTheHashesWanted() throws Exception {
    Path folder = mirror();
    Path list = home.resolve("allowed");
    String wanted = "h1:" + "x".repeat(43) + "=";
    Files.writeString(list, "# ours\n" + SOURCE + " 1.2.3 " + wanted + "  # of its release\n");
    var problem =
        ProviderMirror.only(folder, ProviderAllowList.read(list))
            .refusal(List.of(THING))
            .orElseThrow();
    assertThat(problem.code()).isEqualTo("TFM-0010");
    assertThat(problem.cause())
        .contains(folder.resolve(THING.folder(ProviderMirror.platform())).toString())
        .contains(wanted, "sha256:", "h1:");
    assertThat(problem.fix()).contains("allowed-providers");
  }

  @Test
  void aListThatCannotBeReadIsRefusedWithItsLine() throws Exception {
    Path list = home.resolve("allowed");
    for (String line :
        List.of(
            SOURCE + " 1.2.3",
            SOURCE + " 1.2.3 zh:" + "a".repeat(64),
            SOURCE + " 1.2.3 h1:short=",
            SOURCE + " ../1 h1:" + "x".repeat(43) + "=")) {
      Files.writeString(list, "\n" + line + "\n");
      assertThatThrownBy(() -> ProviderAllowList.read(list))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(line.contains("..") ? "TFM-0010" : "allowed:2");
    }
    assertThatThrownBy(() -> ProviderAllowList.read(home.resolve("absent")))
        .hasMessageContaining("TFM-0033");
    Files.writeString(list, "sha256:abc\n");
    assertThatThrownBy(() -> EngineAllowList.read(list)).hasMessageContaining("allowed:1");
  }

  @Test
  void aLockedProviderWithAnotherHashIsRefusedBeforeInit() throws Exception {
    Path folder = mirror();
    Engine engine = RunnerStage.fake(home, ": > " + home + "/started; exit 3");
    try (RunnerStage stage = new RunnerStage(home, engine, RunnerStage.plain())) {
      stage.write(
          ".terraform.lock.hcl", "provider \"" + SOURCE + "\" {\n  version = \"1.2.3\"\n}\n");
      stage.mirror = ProviderMirror.only(folder, allowed("1.2.3", "sha256:" + "0".repeat(64)));
      assertThat(stage.refused().code()).isEqualTo("TFM-0010");
      assertThat(home.resolve("started")).doesNotExist();

      stage.mirror = ProviderMirror.everything(folder);
      assertThat(stage.refused().code()).isEqualTo("TFM-0018");
      assertThat(home.resolve("started")).exists();
    }
  }

  @Test
  void theLockFileSaysWhichProvidersARunNeeds() {
    assertThat(
            ProviderPackage.locked(
                """
                # This file is maintained automatically by "terraform init".
                provider "registry.terraform.io/acme/thing" {
                  version     = "1.2.3"
                  constraints = "~> 1.2"
                  hashes = [
                    "h1:x=",
                  ]
                }

                provider "registry.opentofu.org/hashicorp/aws" {
                  version = "5.100.0"
                }
                """))
        .containsExactly(
            THING, new ProviderPackage("registry.opentofu.org/hashicorp/aws", "5.100.0"));
  }

  @Test
  void aProviderThatIsNotOnTheListIsRefusedBeforeItRuns() throws Exception {
    Path folder = mirror();
    Path ran = home.resolve("ran");
    Files.writeString(
        folder
            .resolve(THING.folder(ProviderMirror.platform()))
            .resolve("terraform-provider-thing_v1.2.3"),
        "#!/bin/sh\n: > " + ran + "\n");
    for (Isolation isolation : List.of(RunnerStage.plain(), RunnerStage.namespaces(home))) {
      for (Engine engine : RunnerStage.engines()) {
        if (engine.kind() != EngineKind.TERRAFORM) {
          continue; // another registry by default
        }
        try (RunnerStage stage = new RunnerStage(home, engine, isolation)) {
          stage.write(
              "main.tf",
              """
              terraform {
                required_providers {
                  thing = { source = "acme/thing" }
                }
              }
              resource "thing_one" "x" {}
              """);
          stage.mirror = ProviderMirror.only(folder, allowed("1.2.4"));
          assertThat(stage.refused().code()).isEqualTo("TFM-0010");
          assertThat(ran).doesNotExist();

          stage.mirror = ProviderMirror.everything(folder);
          assertThat(stage.refused().code()).isNotEqualTo("TFM-0010"); // it speaks no protocol
          Files.deleteIfExists(ran);
        }
      }
    }
  }

  /** With a large provider of real life: planned offline, rendered without any network. */
  @Test
  void aRealProviderIsPlannedAndRendered() throws Exception {
    String place = System.getenv("ESCLUSA_PROVIDERS");
    assumeTrue(
        place != null,
        "skipped: set ESCLUSA_PROVIDERS to an unpacked mirror with hashicorp/aws 5.100.0");
    Engine engine =
        RunnerStage.engines().stream()
            .filter(it -> it.kind() == EngineKind.TERRAFORM)
            .findFirst()
            .orElseThrow();
    try (RunnerStage stage = new RunnerStage(home, engine, RunnerStage.namespaces(home))) {
      stage.mirror =
          ProviderMirror.only(
              Path.of(place),
              new ProviderAllowList(
                  List.of(
                      new ProviderAllowList.Entry(
                          new ProviderPackage("registry.terraform.io/hashicorp/aws", "5.100.0"),
                          Set.of()))));
      stage.write(
          "main.tf",
          """
          provider "aws" {
            region                      = "eu-west-1"
            skip_credentials_validation = true
            skip_metadata_api_check     = true
            skip_requesting_account_id  = true
          }
          resource "aws_sns_topic" "t" { name = "t" }
          """);
      stage.identity =
          new RunIdentity(Map.of("AWS_ACCESS_KEY_ID", "none", "AWS_SECRET_ACCESS_KEY", "none"));
      var made = stage.made();
      assertThat(made.providers()).hasSize(1);
      assertThat(made.lockFile()).isNotEmpty();
      assertThat(stage.rendered(made)).contains("aws_sns_topic");
    }
  }
}
