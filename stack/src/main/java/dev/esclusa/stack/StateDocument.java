package dev.esclusa.stack;

import dev.esclusa.model.Problem;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The few fields of a state that decide whether it may follow another: state format 4 of Terraform
 * and OpenTofu (internal/states/statefile/version4.go).
 */
record StateDocument(long serial, String lineage, String engineVersion) {
  private static final long FORMAT = 4;
  private static final int MAX_LINEAGE = 200;

  /** What came of reading. */
  sealed interface Read {
    record Good(StateDocument document) implements Read {}

    record Bad(Problem problem) implements Read {}
  }

  static Read read(byte[] bytes, long maxBytes) {
    try {
      return judge(Json.read("(state)", bytes, new Limits(maxBytes, 200, 0, 20_000_000)));
    } catch (TreeException e) {
      // Its words may quote a piece of the state; the place says enough.
      return bad("it is not whole JSON" + (e.position() == null ? "" : ", see " + e.position()));
    }
  }

  private static Read judge(Value root) {
    if (!(root instanceof Value.Mapping)) {
      return bad("it is " + root.kindText() + ", wanted is a mapping");
    }
    if (!(root.at("version") instanceof Value.Num version)
        || !version.isLong()
        || version.longValue() != FORMAT) {
      return bad("its \"version\" is not 4");
    }
    if (!(root.at("serial") instanceof Value.Num serial)
        || !serial.isLong()
        || serial.longValue() < 0) {
      return bad("its \"serial\" is not a number from 0");
    }
    String lineage = root.text("lineage");
    if (lineage == null || !lineage.matches("[\\x21-\\x7e]{1," + MAX_LINEAGE + "}")) {
      return bad("it has no \"lineage\"");
    }
    if (!(root.at("resources") instanceof Value.Sequence)
        || !(root.at("outputs") instanceof Value.Mapping)) {
      return bad("it has no \"resources\" or no \"outputs\"");
    }
    return new Read.Good(new StateDocument(serial.longValue(), lineage, engine(root)));
  }

  /** The same bytes where there is a lineage, or nothing that could have one. */
  static byte[] withLineage(byte[] bytes, Function<TargetUid, String> lineage, TargetUid stack) {
    try {
      Value root = Json.read(bytes);
      return root instanceof Value.Mapping mapping
              && (!mapping.has("lineage") || "".equals(mapping.text("lineage")))
          ? Json.write(mapping.with("lineage", Value.of(lineage.apply(stack))))
          : bytes;
    } catch (TreeException e) {
      return bytes; // whoever reads it next says what is wrong
    }
  }

  private static String engine(Value root) {
    String engine = root.text("terraform_version");
    return engine != null && engine.matches("[0-9A-Za-z.+-]{1,64}") ? engine : "";
  }

  private static Read bad(String why) {
    return new Read.Bad(
        Problem.caller(
            "STK-0009",
            "what came is no state of format 4: " + why + ".",
            "The state is as it was. Let the engine write it again; a state of another tool or"
                + " version is not taken."));
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** Whether a Content-MD5 header (RFC 1864) is that of these bytes. */
  static boolean hasMd5(String header, String md5) {
    return header.strip().equals(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5)));
  }
}
