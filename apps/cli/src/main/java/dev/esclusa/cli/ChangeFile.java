package dev.esclusa.cli;

import dev.esclusa.documents.DocumentFormat;
import dev.esclusa.model.Problem;
import dev.esclusa.policy.AdmissionFacts;
import dev.esclusa.policy.ChangeDocument;
import dev.esclusa.policy.WrittenChange;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import java.util.List;

/** A file that holds a change document, and the one beside it with what admission knows. */
final class ChangeFile {
  private static final Limits LIMITS = new Limits(1L << 30, 200, 0, 100_000_000);

  private ChangeFile() {}

  /** Anything that is not as the schema says is a problem with its place. */
  static WrittenChange read(Terminal terminal, String name) {
    byte[] bytes = TerraformPlan.bytes(terminal, name);
    RegoValue document = InputFiles.read(DocumentFormat.JSON, name, bytes);
    List<WrittenChange.Objection> objections = WrittenChange.objections(document);
    if (!objections.isEmpty() || !(document instanceof RegoObject object)) {
      throw refused(Json.document(name, bytes, LIMITS), objections);
    }
    return WrittenChange.of(object);
  }

  private static Failure refused(Document document, List<WrittenChange.Objection> objections) {
    WrittenChange.Objection first = objections.getFirst();
    String more = objections.size() == 1 ? "" : " (" + (objections.size() - 1) + " more)";
    return Failure.of(
        ExitCode.MALFORMED,
        Problem.caller(
            "CLI-0031",
            document.nearest(first.place())
                + ": "
                + (first.place().isRoot() ? "the document" : first.place())
                + ": "
                + first.text()
                + more,
            "Wanted is a document of version "
                + ChangeDocument.VERSION
                + ", as `esclusa replay CHANGE --print-input` prints it."));
  }

  /** {@code {"now": ..., "approvals": [{"approver", "rules", "expiresAt"}]}}. */
  static AdmissionFacts admission(Terminal terminal, String name) {
    byte[] bytes = TerraformPlan.bytes(terminal, name);
    try {
      return Records.fromValue(AdmissionFacts.class, Json.read(name, bytes, LIMITS));
    } catch (TreeException refused) {
      throw Failure.of(
          ExitCode.MALFORMED,
          Problem.caller(
              "CLI-0031",
              (refused.position() == null ? name + ":1:1" : refused.position())
                  + ": "
                  + refused.cause(),
              "Wanted is {\"now\": TIME, \"approvals\": [{\"approver\", \"rules\","
                  + " \"expiresAt\"}]}."),
          refused);
    }
  }
}
