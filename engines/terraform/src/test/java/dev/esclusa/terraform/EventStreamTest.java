package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Position;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static List<Event> events(byte[] bytes, int step) {
    List<Event> found = new ArrayList<>();
    EventStream stream = new EventStream(found::add);
    for (int i = 0; i < bytes.length; i += step) {
      stream.feed(bytes, i, Math.min(step, bytes.length - i));
    }
    stream.close();
    return found;
  }

  private static List<Event> events(String text) {
    return events(text.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  @Test
  void colouredTextBetweenEventsIsKeptWithoutItsColours() {
    assertThat(
            events(
                "\u001b[0m\u001b[1mInitializing the backend...\u001b[0m\n"
                    + "{\"type\":\"version\",\"terraform\":\"1.11.4\",\"ui\":\"1.2\"}\n\n"
                    + "{broken\n"))
        .containsExactly(
            new Event.Text("Initializing the backend...", false),
            new Event.Version("1.11.4", "1.2"),
            new Event.Text("{broken", false));
  }

  @Test
  void unknownTypesAreKept() {
    assertThat(events("{\"type\":\"policy_check\",\"@message\":\"hello\"}\n{\"no\":\"type\"}\n"))
        .containsExactly(
            new Event.Unknown("policy_check", "hello"), new Event.Text("{\"no\":\"type\"}", false));
  }

  @Test
  void aLastLineCutShortIsText() {
    assertThat(events("{\"type\":\"log\",\"@message\":\"a\"}\n{\"type\":\"app"))
        .containsExactly(new Event.Log("log", "a"), new Event.Text("{\"type\":\"app", true));
    assertThat(events("{\"type\":\"log\",\"@message\":\"a\"}"))
        .containsExactly(new Event.Log("log", "a"));
  }

  @Test
  void linesAboveTheLimitAreCutAndTheNextOneIsWhole() {
    String longLine = "x".repeat(3 * EventStream.MAX_LINE_BYTES);
    List<Event> events = events(longLine + "\n{\"type\":\"log\",\"@message\":\"a\"}\n");

    assertThat(events).hasSize(2);
    assertThat(((Event.Text) events.getFirst()).line()).hasSize(EventStream.MAX_LINE_BYTES);
    assertThat(((Event.Text) events.getFirst()).truncated()).isTrue();
    assertThat(events.get(1)).isEqualTo(new Event.Log("log", "a"));
  }

  @Test
  void piecesOfAnySizeGiveTheSameEvents() {
    for (Path file : Fixtures.streams()) {
      byte[] bytes = Fixtures.bytes(file);
      assertThat(events(bytes, 7)).as(file.toString()).isEqualTo(events(bytes, bytes.length));
    }
  }

  @Test
  void wordsOfTheStreamBecomeWordsOfThePlan() {
    RunReport report = Fixtures.stream("plan-replace-move-import-forget");

    assertThat(report.planned())
        .extracting(it -> it.address() + " " + it.step() + " " + it.reason())
        .containsExactlyInAnyOrder(
            "aws_dynamodb_table.sessions FORGET delete_because_no_resource_config",
            "aws_iam_instance_profile.app DELETE_CREATE replace_by_request",
            "aws_instance.app[0] DELETE_CREATE replace_because_cannot_update",
            "aws_instance.app[1] DELETE delete_because_count_index",
            "aws_s3_bucket.legacy UPDATE null",
            "aws_security_group.web NO_OP null",
            "aws_subnet.app[0] DELETE_CREATE replace_because_cannot_update",
            "aws_subnet.app[1] DELETE_CREATE replace_because_cannot_update",
            "data.aws_subnet.late READ read_because_config_unknown");
    assertThat(report.counted()).isEqualTo(new Event.Counted(4, 1, 5, 1, "plan"));
    assertThat(report.inDoubt()).isEmpty();
    assertThat(report.clean()).isFalse();
  }

  @Test
  void whatBeganAndDidNotEndIsInDoubt() {
    RunReport killed = Fixtures.stream("apply-sigkill-truncated");
    assertThat(killed.inDoubt()).containsExactly("aws_db_instance.replica");
    assertThat(killed.counted()).isNull();

    RunReport interrupted = Fixtures.stream("apply-sigint");
    assertThat(interrupted.inDoubt()).isEmpty();
    assertThat(interrupted.failed()).containsExactly("aws_db_instance.replica");
  }

  @Test
  void whatWasPlannedAndNeverBeganIsSkipped() {
    RunReport partial = Fixtures.stream("apply-partial");

    assertThat(partial.skipped()).containsExactly("aws_security_group.never");
    assertThat(partial.failed()).containsExactly("aws_subnet.conflict");
    assertThat(partial.completed())
        .containsExactly("aws_security_group.ok_before", "aws_instance.app[2]");
    assertThat(partial.operations())
        .anySatisfy(
            it -> {
              assertThat(it.address()).isEqualTo("aws_instance.app[2]");
              assertThat(it.idValue()).isEqualTo("i-ac806ee3781777f4b");
              assertThat(it.elapsedSeconds()).isEqualTo(10);
              assertThat(it.phase()).isEqualTo(RunReport.Operation.Phase.COMPLETED);
            });
    assertThat(partial.errors())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.address()).isEqualTo("aws_subnet.conflict");
              assertThat(it.position()).isEqualTo(new Position("partial.tf", 5, 34));
            });
  }

  @Test
  void aReplacementThatStoppedHalfWayIsNamed() {
    String resource = "\"resource\":{\"addr\":\"a.b\"}";
    RunReport report =
        Fixtures.report(
            "{\"type\":\"planned_change\",\"change\":{" + resource + ",\"action\":\"replace\"}}",
            "{\"type\":\"apply_start\",\"hook\":{" + resource + ",\"action\":\"delete\"}}",
            "{\"type\":\"apply_complete\",\"hook\":{" + resource + ",\"action\":\"delete\"}}");

    assertThat(report.inDoubt()).isEmpty();
    assertThat(report.halfReplaced()).containsExactly("a.b");
  }

  @Test
  void twoObjectsOfOneAddressAreCountedApart() {
    String hook = "\"hook\":{\"resource\":{\"addr\":\"a.b\"},\"action\":\"delete\"}}";
    RunReport report =
        Fixtures.report(
            "{\"type\":\"apply_start\"," + hook,
            "{\"type\":\"apply_start\"," + hook,
            "{\"type\":\"apply_complete\"," + hook);

    assertThat(report.operations()).hasSize(2);
    assertThat(report.inDoubt()).containsExactly("a.b");
  }

  @Test
  void readsOfDataAreNeverInDoubt() {
    RunReport report =
        Fixtures.report(
            "{\"type\":\"apply_start\",\"hook\":{\"resource\":{\"addr\":\"data.a.b\"},\"action\":\"read\"}}");

    assertThat(report.inDoubt()).isEmpty();
  }

  @Test
  void driftIsSeenAndACleanRunIsClean() {
    assertThat(Fixtures.stream("plan-refresh-only-drift").drifted()).hasSize(6);
    assertThat(Fixtures.stream("plan-refresh-only-drift").clean()).isFalse();
    String counted =
        "{\"type\":\"change_summary\",\"changes\":{\"add\":0,\"change\":0,\"remove\":0,\"operation\":\"plan\"}}";
    assertThat(Fixtures.report(counted).clean()).isTrue();
    assertThat(Fixtures.report("").clean()).isFalse();
    assertThat(
            Fixtures.report(
                    counted, "{\"type\":\"outputs\",\"outputs\":{\"a\":{\"action\":\"create\"}}}")
                .clean())
        .isFalse();
    assertThat(Fixtures.report(counted, "{\"type\":\"action_start\"}").clean()).isFalse();
  }

  @Test
  void outputOfAnyLengthIsReadInBoundedMemoryAndLosesNoOperation() {
    RunProgress progress = new RunProgress();
    EventStream stream = new EventStream(progress);
    byte[] noise =
        ("{\"type\":\"provision_progress\",\"hook\":{\"resource\":{\"addr\":\"a.b\"},\"provisioner\":\"local-exec\",\"output\":\""
                + "y".repeat(4000)
                + "\"}}\nplain "
                + "z".repeat(4000)
                + "\n")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 5_000; i++) { // 40 MB
      stream.feed(noise, 0, noise.length);
    }
    byte[] end =
        "{\"type\":\"apply_start\",\"hook\":{\"resource\":{\"addr\":\"a.c\"},\"action\":\"create\"}}"
            .getBytes(StandardCharsets.UTF_8);
    stream.feed(end, 0, end.length);
    stream.close();

    RunReport report = progress.report();
    assertThat(report.inDoubt()).containsExactly("a.c");
    assertThat(report.texts().stream().mapToInt(String::length).sum()).isLessThan(2 << 20);
    assertThat(report.provisions()).hasSizeLessThanOrEqualTo(1000);
  }

  @Test
  void errorsAreToldByKind() {
    assertThat(kinds("apply-stale")).containsExactly(DiagnosticKind.STALE_PLAN);
    assertThat(kinds("plan-prevent-destroy-error")).containsExactly(DiagnosticKind.PREVENT_DESTROY);
    assertThat(kinds("plan-state-locked")).containsExactly(DiagnosticKind.STATE_LOCKED);
    assertThat(kinds("apply-state-write-refused-409"))
        .containsExactly(DiagnosticKind.STATE_SAVE_FAILED, DiagnosticKind.STATE_SAVE_FAILED);
    assertThat(kinds("apply-state-write-failed")).contains(DiagnosticKind.STATE_SAVE_FAILED);
    assertThat(kinds("apply-partial")).containsExactly(DiagnosticKind.OTHER);
    assertThat(kind("Saved plan does not match the given state", ""))
        .isEqualTo(DiagnosticKind.OTHER_LINEAGE);
    assertThat(kind("Unsupported OpenTofu Core version", ""))
        .isEqualTo(DiagnosticKind.ENGINE_VERSION);
    assertThat(kind("Inconsistent dependency lock file", ""))
        .isEqualTo(DiagnosticKind.LOCK_FILE_INCONSISTENT);
    assertThat(kind("Failed to query available provider packages", ""))
        .isEqualTo(DiagnosticKind.PROVIDER_MISSING);
    assertThat(
            kind(
                "Required plugins are not installed",
                "the cached package for x does not match any of the checksums recorded in the"
                    + " dependency lock file"))
        .isEqualTo(DiagnosticKind.PROVIDER_HASH);
    assertThat(kind("Error refreshing state: HTTP remote state endpoint requires auth", ""))
        .isEqualTo(DiagnosticKind.BACKEND_UNREACHABLE);
    assertThat(kind("local-exec provisioner error", "write /tmp/x: no space left on device"))
        .isEqualTo(DiagnosticKind.DISK_FULL);
  }

  /** Wordings measured with Terraform 1.11.4. */
  @Test
  void whatLooksLikeALockIsOftenNone() {
    String lock = "Error acquiring the state lock";
    assertThat(kind(lock, "Error message: Failed to lock: LOCK http://x: connection refused"))
        .isEqualTo(DiagnosticKind.BACKEND_UNREACHABLE);
    assertThat(
            kind(
                lock,
                "Error message: Unsupported state file format: The state file could not be parsed"
                    + " as JSON"))
        .isEqualTo(DiagnosticKind.STATE_UNREADABLE);
    assertThat(
            kind(
                lock,
                "Unsupported state file format: The state file uses format version 5, which is"))
        .isEqualTo(DiagnosticKind.ENGINE_VERSION);
    assertThat(kind(lock, "Error message: resource temporarily unavailable\nLock Info:\n  ID: 1"))
        .isEqualTo(DiagnosticKind.STATE_LOCKED);
    assertThat(
            kind(
                lock,
                "Error message: operation error DynamoDB: PutItem,"
                    + " ConditionalCheckFailedException\n"
                    + "Lock Info:\n"
                    + "  ID: 1"))
        .isEqualTo(DiagnosticKind.STATE_LOCKED);
    assertThat(
            kind(
                "Failed to query available provider packages",
                "locked provider x 5.100.0 does not match configured version constraint 5.99.0"))
        .isEqualTo(DiagnosticKind.LOCK_FILE_INCONSISTENT);
    assertThat(kind("Provider dependency changes detected", ""))
        .isEqualTo(DiagnosticKind.LOCK_FILE_INCONSISTENT);
  }

  @Test
  void aProgramOfAResourceCannotSpeakForTheEngine() {
    Diagnostic said =
        new Diagnostic(
            Diagnostic.Level.ERROR,
            "local-exec provisioner error",
            "Output: Saved plan is stale\nLock Info:\n  ID: 1",
            "a.b",
            null,
            null);

    assertThat(said.kind()).isEqualTo(DiagnosticKind.OTHER);
    assertThat(LockDetails.of(said)).isEmpty();
  }

  private static List<DiagnosticKind> kinds(String stream) {
    return Fixtures.stream(stream).errors().stream().map(Diagnostic::kind).toList();
  }

  private static DiagnosticKind kind(String summary, String detail) {
    return DiagnosticKind.of(
        new Diagnostic(Diagnostic.Level.ERROR, summary, detail, null, null, null));
  }

  @Test
  void theHolderOfALockIsReadFromTheBlock() {
    LockDetails lock =
        LockDetails.of(Fixtures.stream("plan-state-locked").errors().getFirst()).orElseThrow();

    assertThat(lock)
        .isEqualTo(
            new LockDetails(
                "b068b3e7-6b04-4748-b3ef-1caa8ffe8d9e",
                "tfstate/crm/three/terraform.tfstate",
                "OperationTypeApply",
                "runner@host-17",
                "1.11.4",
                "2026-11-20 22:00:00 +0000 UTC",
                ""));
  }

  /** By the wording of its source; nothing here speaks to that cloud. */
  @Test
  void theHolderOfALockInGoogleCloudStorageIsReadToo() {
    Diagnostic refused =
        new Diagnostic(
            Diagnostic.Level.ERROR,
            "Error acquiring the state lock",
            "Error message: writing \"gs://states/net/default.tflock\" failed: googleapi: Error"
                + " 412: At least one of the pre-conditions you specified did not hold.,"
                + " conditionNotMet\n"
                + "Lock Info:\n"
                + "  ID:        1732140000123456\n"
                + "  Path:      gs://states/net/default.tflock\n"
                + "  Operation: OperationTypeApply\n"
                + "  Who:       ana@laptop\n"
                + "  Version:   1.11.4\n"
                + "  Created:   2026-11-20 22:00:00 +0000 UTC\n"
                + "  Info:      \n",
            null,
            null,
            null);

    assertThat(LockDetails.of(refused).orElseThrow())
        .isEqualTo(
            new LockDetails(
                "1732140000123456",
                "gs://states/net/default.tflock",
                "OperationTypeApply",
                "ana@laptop",
                "1.11.4",
                "2026-11-20 22:00:00 +0000 UTC",
                ""));
  }

  @Test
  void thePgBackendNamesNobody() {
    Diagnostic refused =
        new Diagnostic(
            Diagnostic.Level.ERROR,
            "Error acquiring the state lock",
            "Error message: Workspace is already locked: default\n"
                + "Lock Info:\n"
                + "  ID:        mine-2\n"
                + "  Who:       me@here\n",
            null,
            null,
            null);

    assertThat(LockDetails.of(refused).orElseThrow())
        .isEqualTo(new LockDetails("", "", "", "", "", "", ""));
  }

  @Test
  void theHttpBackendNamesTheHolderByIdOnly() {
    Diagnostic refused =
        new Diagnostic(
            Diagnostic.Level.ERROR,
            "Error acquiring the state lock",
            "Error message: HTTP remote state already locked: ID=held-1\n"
                + "Lock Info:\n"
                + "  ID:        mine-2\n"
                + "  Who:       me@here\n",
            null,
            null,
            null);

    assertThat(LockDetails.of(refused).orElseThrow())
        .isEqualTo(new LockDetails("held-1", "", "", "", "", "", ""));
  }

  @Test
  void aReportIsScrubbedInEveryText() {
    String resource = "\"resource\":{\"addr\":\"a.b\"}";
    RunReport report =
        Fixtures.report(
            "plain S3cr3t-Pa55word-Marker",
            "{\"type\":\"log\",\"@message\":\"log S3cr3t-Pa55word-Marker\"}",
            "{\"type\":\"apply_complete\",\"hook\":{"
                + resource
                + ",\"action\":\"create\",\"id_value\":\"S3cr3t-Pa55word-Marker\"}}",
            "{\"type\":\"provision_progress\",\"hook\":{"
                + resource
                + ",\"output\":\"S3cr3t-Pa55word-Marker\"}}",
            "{\"type\":\"diagnostic\",\"diagnostic\":{\"severity\":\"error\",\"summary\":\"S3cr3t-Pa55word-Marker\",\"detail\":\"S3cr3t-Pa55word-Marker\",\"snippet\":{\"code\":\"x"
                + " = \\\"S3cr3t-Pa55word-Marker\\\"\"}}}");

    assertThat(report.scrubbed(Scrubber.of(List.of("S3cr3t-Pa55word-Marker"))).toString())
        .doesNotContain("S3cr3t-Pa55word-Marker")
        .contains("plain (sensitive)", "log (sensitive)");
  }

  @Test
  void snippetsLoseTheirSecrets() {
    RunReport report =
        Fixtures.report(
            "{\"type\":\"diagnostic\",\"diagnostic\":{\"severity\":\"error\",\"summary\":\"s\",\"detail\":\"d\",\"snippet\":{\"code\":\""
                + "  db_password ="
                + " \\\"hunter2\\\"\",\"values\":[{\"traversal\":\"var.p\",\"statement\":\"is"
                + " \\\"hunter2\\\"\"}]}}}");

    assertThat(report.diagnostics().getFirst().snippet())
        .isEqualTo("  db_password = \"(sensitive)\"");
    assertThat(report.toString()).doesNotContain("hunter2");
  }
}
