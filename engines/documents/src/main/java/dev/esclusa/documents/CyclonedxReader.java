package dev.esclusa.documents;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;

/** Bills of materials of CycloneDX (cyclonedx.org) in their JSON form, as they are. */
final class CyclonedxReader {
  private final String file;
  private final Limits limits;

  CyclonedxReader(String file, Limits limits) {
    this.file = file;
    this.limits = limits;
  }

  Value read(byte[] bytes) {
    String text = SourceText.of(file, bytes).text();
    if (text.stripLeading().startsWith("<")) {
      throw refused(
          new Position(file, 1, 1),
          "The bill of materials is XML, of which only the JSON form is read.",
          "Write it as JSON, or read it with --parser xml.");
    }
    Document document = Json.document(file, bytes, limits);
    if (!"CycloneDX".equals(document.root().text("bomFormat"))) {
      throw refused(
          document.position(),
          "This is JSON, but no bill of materials: bomFormat is not CycloneDX.",
          "Check that it is the file that you mean, or read it with --parser json.");
    }
    return document.root();
  }

  private static DocumentException refused(Position at, String cause, String fix) {
    return new DocumentException("DOC-0001", at, cause, fix);
  }
}
