package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Who a run folder belongs to: the small file that a server reads after its predecessor was killed.
 *
 * @param runId letters, digits, {@code . _ -}; not a dot first
 * @param subject the stack, for people
 * @param bootId of the machine: a process number says nothing after a restart of the machine
 */
record RunRecord(RunKind kind, String runId, String subject, String bootId, Instant startedAt) {
  RunRecord {
    if (!runId.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
      throw RunnerProblem.refusedRunId(runId).asException();
    }
  }

  String text() {
    return Json.text(
        Value.mapping(
            "kind", kind.name(),
            "run", runId,
            "subject", subject,
            "boot", bootId,
            "startedAt", startedAt.toString()));
  }

  static Optional<RunRecord> read(String text) {
    try {
      if (Json.read(text) instanceof Value.Mapping fields
          && fields.get("kind") instanceof Value.Text kind
          && fields.get("run") instanceof Value.Text run
          && fields.get("subject") instanceof Value.Text subject
          && fields.get("boot") instanceof Value.Text boot
          && fields.get("startedAt") instanceof Value.Text at) {
        return Optional.of(
            new RunRecord(
                RunKind.valueOf(kind.value()),
                run.value(),
                subject.value(),
                boot.value(),
                Instant.parse(at.value())));
      }
      return Optional.empty();
    } catch (TreeException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
