package dev.esclusa.adapters.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A commit taken apart as Git's {@code parse_buffer_signed_by_header} does it: the signature is the
 * {@code gpgsig} header, and what is signed is all the rest.
 *
 * @param signature empty for an unsigned commit
 * @param committer {@code Ana <ana@crm.example>} as the commit claims, empty without one
 */
record SignedCommit(byte[] payload, String signature, String committer) {
  private static final String SIGNATURE = "gpgsig";

  /** The signature for the object's SHA-256 name; it is no part of what {@code gpgsig} signs. */
  private static final String OTHER_SIGNATURE = "gpgsig-sha256";

  /** Each byte is one char of Latin-1 here, so that nothing changes on the way through. */
  static SignedCommit parse(byte[] raw) {
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new MalformedKey("these bytes are not a commit: its header does not end");
    }
    StringBuilder payload = new StringBuilder();
    List<String> signature = new ArrayList<>();
    int signatures = 0;
    String committer = "";
    String header = "";
    for (String line : text.substring(0, end).split("\n", -1)) {
      boolean goesOn = line.startsWith(" ");
      header = goesOn ? header : line.split(" ", 2)[0];
      if (header.equals(SIGNATURE)) {
        signatures += goesOn ? 0 : 1;
        signature.add(goesOn ? line.substring(1) : line.substring(SIGNATURE.length()).strip());
      } else if (!header.equals(OTHER_SIGNATURE)) {
        payload.append(line).append('\n');
      }
      committer = header.equals("committer") ? person(line) : committer;
    }
    if (signatures > 1) {
      throw new MalformedKey("the commit has " + signatures + " signatures, one is taken");
    }
    payload.append(text, end + 1, text.length());
    return new SignedCommit(
        payload.toString().getBytes(StandardCharsets.ISO_8859_1), joined(signature), committer);
  }

  /** Some tools write empty lines after the end of a signature. */
  private static String joined(List<String> lines) {
    int last = lines.size();
    while (last > 0 && lines.get(last - 1).isEmpty()) {
      last--;
    }
    return String.join("\n", lines.subList(0, last));
  }

  private static String person(String line) {
    int from = line.indexOf(' ') + 1;
    int to = line.lastIndexOf('>');
    String latin = to > from ? line.substring(from, to + 1) : "";
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .replaceAll("\\p{Cntrl}", "?");
  }
}
