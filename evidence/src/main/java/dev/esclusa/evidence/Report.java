package dev.esclusa.evidence;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a valid bundle shows.
 *
 * @param targetName from the plan; absent when that was erased or never made
 * @param state that the facts lead to
 * @param facts of the change, oldest first
 * @param aboutTarget what else happened to the target meanwhile
 * @param planHash absent without a plan
 * @param approvals those whose payload is there
 * @param allowedSigners digest of the file that the approvers' keys were looked up in; absent when
 *     none was looked up
 * @param checked what was checked, in sentences
 * @param erased which payloads are gone, and who says so
 * @param unchecked what cannot be checked from a bundle alone
 */
public record Report(
    ChangeId change,
    TargetUid target,
    @Nullable String targetName,
    String state,
    Log log,
    List<Line> facts,
    List<Line> aboutTarget,
    @Nullable Digest planHash,
    List<Approved> approvals,
    @Nullable Digest allowedSigners,
    List<String> checked,
    List<String> erased,
    List<String> unchecked) {
  public Report {
    facts = List.copyOf(facts);
    aboutTarget = List.copyOf(aboutTarget);
    approvals = List.copyOf(approvals);
    checked = List.copyOf(checked);
    erased = List.copyOf(erased);
    unchecked = List.copyOf(unchecked);
  }

  /**
   * The head that every leaf was proven against.
   *
   * @param root in base64, as checkpoints print it
   * @param cosignedAt when each known witness cosigned, by its name in the trust policy
   */
  public record Log(String origin, long size, String root, SortedMap<String, Instant> cosignedAt) {
    public Log {
      cosignedAt = Collections.unmodifiableSortedMap(new TreeMap<>(cosignedAt));
    }
  }

  /**
   * One leaf.
   *
   * @param index position in the log
   * @param detail what the fact says, in words
   */
  public record Line(
      long index,
      Stream stream,
      long sequence,
      String type,
      Instant recordedAt,
      PersonId actor,
      String detail,
      Digest leafHash) {}

  /**
   * @param keyFingerprint absent when the signature could not be checked
   */
  public record Approved(
      long index, String principal, PersonId approver, @Nullable String keyFingerprint) {}
}
