package dev.esclusa.stack;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Chance;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** States, locks and callers as engines make them. */
public final class States {
  public static final TargetUid NETWORK = new TargetUid("network-prod-7f3a");
  public static final String LINEAGE = "0f0e3a52-1c1e-44f0-8d1a-9c0d7be1a001";
  public static final Verdict VERDICT =
      new Verdict(new ChangeId("c-unlock"), "ana@crm.example", "the runner is dead");

  private States() {}

  public static byte[] state(long serial, String content) {
    return state(serial, LINEAGE, content);
  }

  public static byte[] state(long serial, String lineage, String content) {
    return """
    {"version":4,"terraform_version":"1.11.4","serial":%d,"lineage":"%s","outputs":{},\
    "resources":[{"mode":"managed","type":"terraform_data","name":"one","instances":\
    [{"attributes":{"input":"%s"}}]}]}\
    """
        .formatted(serial, lineage, content)
        .getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] lock(String id) {
    return """
    {"ID":"%s","Operation":"OperationTypeApply","Info":"","Who":"root@runner",\
    "Version":"1.11.4","Created":"2026-11-21T18:00:00Z","Path":""}\
    """
        .formatted(id)
        .getBytes(StandardCharsets.UTF_8);
  }

  public static String md5(byte[] bytes) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(StateDocument.md5(bytes)));
  }

  public static StateCaller caller(StateLogin login) {
    return new StateCaller(login.stack().text(), login.user(), login.password());
  }

  public static EnvelopeSeal seal(Chance chance) {
    return new EnvelopeSeal(AesKeyWrap.parse("(test)", AesKeyWrap.newLine(chance), chance), chance);
  }
}
