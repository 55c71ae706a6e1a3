package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.SourceTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Bundles as archives, and their signatures. */
class BundleArchiveTest {
  private static final String RULES =
      "package roles.http\n\nallow if data.roles.names[input.name]\n";
  private static final BundleKey KEY = new BundleKey("k1", "HS256", "a secret of the test", "");

  /** Made by {@code opa sign} 1.22.2 of the files below. */
  private static final String TOKEN =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJmaWxlcyI6W3sibmFtZSI6Ii5tYW5pZmVzdCIsImh"
          + "hc2giOiI3OWMwODZiMDM2N2ExOTAzMjE4ZDE4MTZjZGJhZmQ5MzY0NzI5YzNjYzM2MDIzYWZkN2EwN2Y"
          + "wOTJiZDcxYjZjIiwiYWxnb3JpdGhtIjoiU0hBLTI1NiJ9LHsibmFtZSI6Imh0dHAucmVnbyIsImhhc2g"
          + "iOiI2YWI5NWMzYWM4MWM2YzczYTlmYjRiZGY2ZDhjNjBiYWYyNGZhZGQ2YjU0M2YxOTYyMDgzZDI1NmR"
          + "mNWQ5Yjc2IiwiYWxnb3JpdGhtIjoiU0hBLTI1NiJ9LHsibmFtZSI6InJvbGVzL25hbWVzL2RhdGEuanN"
          + "vbiIsImhhc2giOiI0M2RjN2MxYTQyMWVjNzY4ODdmY2IyNDE4NTU3ZjM3N2Q4MjM1NTdjMmVmMmU4NmM"
          + "xNjJmMjFiOTI4ZmE5MWZiIiwiYWxnb3JpdGhtIjoiU0hBLTI1NiJ9XSwia2V5aWQiOiJrMSJ9.t3ZXi6"
          + "bMr8p86V0KSVaAjU5KNSqaAyvI5arc1P8SRAQ";

  private static Map<String, String> signed() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(".manifest", "{\"revision\": \"7\", \"roots\": [\"roles\"]}");
    files.put("http.rego", RULES);
    files.put("roles/names/data.json", "{\"ada\": true, \"b\": [1.50, \"<\u00e9>\"]}");
    files.put(".signatures.json", "{\"signatures\": [\"" + TOKEN + "\"]}");
    return files;
  }

  private static SourceTree tree(Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return new InMemorySourceTree(bytes);
  }

  private static PolicyPack pack(Map<String, String> files, BundleKey... keys) {
    return PolicyPack.builder().signedBy(List.of(keys)).bundle(tree(files), "").compile();
  }

  // archives

  private static final class Tar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Tar entry(char type, String name, byte[] content) {
      byte[] header = new byte[512];
      put(header, 0, name);
      put(header, 100, "0000644\0");
      put(header, 124, "%011o\0".formatted(content.length));
      put(header, 136, "00000000000\0");
      header[156] = (byte) type;
      put(header, 257, "ustar\00000");
      Arrays.fill(header, 148, 156, (byte) ' ');
      int sum = 0;
      for (byte each : header) {
        sum += each & 0xFF;
      }
      put(header, 148, "%06o\0 ".formatted(sum));
      out.writeBytes(header);
      out.writeBytes(content);
      out.writeBytes(new byte[-content.length & 511]);
      return this;
    }

    Tar file(String name, String text) {
      return entry('0', name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(byte[] header, int at, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    byte[] unfinished() {
      return gzip(out.toByteArray());
    }

    byte[] done() {
      out.writeBytes(new byte[1024]);
      return unfinished();
    }

    static byte[] gzip(byte[] bytes) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
        gzip.write(bytes);
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
      return zipped.toByteArray();
    }
  }

  private static SourceTree read(byte[] archive) {
    return BundleArchive.read(
        "pack.tar.gz", new ByteArrayInputStream(archive), new BundleArchive.Limits(1 << 20, 100));
  }

  private static void refused(byte[] archive, String because) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(RegoRefused.class)
        .hasMessageContaining("rego_bundle_error")
        .hasMessageContaining("pack.tar.gz")
        .hasMessageContaining(because);
  }

  @Test
  void anArchiveIsReadAsAFolderIs() {
    byte[] archive =
        new Tar()
            .entry('5', "./roles/", new byte[0])
            .file("/http.rego", RULES)
            .file("./roles/names/data.json", "{\"ada\": true}")
            .done();

    PolicyPack pack = PolicyPack.ofBundle("pack.tar.gz", new ByteArrayInputStream(archive));

    assertThat(
            pack.prepare("data.roles.http.allow")
                .solutions(Question.of(RegoJson.read("{\"name\": \"ada\"}"))))
        .hasSize(1);
  }

  @Test
  void longNamesOfPaxAndGnuAreKnown() {
    String longName = "a/".repeat(80) + "data.json";
    String record = " path=" + longName + "\n";
    String pax = (record.length() + 3) + record;
    byte[] archive =
        new Tar()
            .entry('x', "PaxHeaders/x", pax.getBytes(StandardCharsets.UTF_8))
            .file("short", "{}")
            .entry('L', "././@LongLink", ("b/" + longName + "\0").getBytes(StandardCharsets.UTF_8))
            .file("short", "{}")
            .done();

    SourceTree tree = read(archive);

    assertThat(tree.file(longName)).isNotNull();
    assertThat(tree.file("b/" + longName)).isNotNull();
    assertThat(tree.file("short")).isNull();
  }

  @Test
  void aPathThatLeadsOutsideIsRefused() {
    refused(new Tar().file("../x.rego", RULES).done(), "leads outside");
    refused(new Tar().file("a/../../x.rego", RULES).done(), "leads outside");
    refused(new Tar().file("a\\..\\x.rego", RULES).done(), "leads outside");
  }

  @Test
  void linksAndDevicesAreRefused() {
    for (char type : "12346".toCharArray()) {
      refused(new Tar().entry(type, "a", new byte[0]).done(), "a link or a device");
    }
  }

  @Test
  void aNameThatStandsTwiceIsRefused() {
    refused(new Tar().file("a", "1").file("./a", "2").done(), "a stands twice");
  }

  @Test
  void whatUnpacksToMoreThanTheLimitIsRefused() {
    refused(new Tar().file("bomb", "0".repeat(2 << 20)).done(), "more than may be unpacked");
    refused(Tar.gzip(new byte[8 << 20]), "goes on behind its end");
    Tar many = new Tar();
    for (int i = 0; i < 101; i++) {
      many.file("f" + i, "");
    }
    refused(many.done(), "more than 100 files");
  }

  @Test
  void anArchiveThatIsCutOffOrDamagedIsRefused() {
    byte[] whole = new Tar().file("a.rego", RULES).done();
    for (int length = 0; length < whole.length; length += 7) {
      refused(Arrays.copyOf(whole, length), "");
    }
    refused(new Tar().file("a.rego", RULES).unfinished(), "ends in the middle");
    refused(Tar.gzip("x".repeat(1024).getBytes(StandardCharsets.UTF_8)), "damaged");
    refused("no archive".getBytes(StandardCharsets.UTF_8), "cannot be read");
  }

  // signatures

  @Test
  void aSignatureOfOpaHolds() {
    assertThat(pack(signed(), KEY).warnings()).isEmpty();
  }

  @Test
  void aSignedBundleWithoutAKeyIsReadAndTold() {
    assertThat(pack(signed()).warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.text()).contains("no key was given"));
  }

  @Test
  void anUnsignedBundleIsRefusedWhereAKeyIsGiven() {
    Map<String, String> files = signed();
    files.remove(".signatures.json");

    assertThatThrownBy(() -> pack(files, KEY))
        .isInstanceOf(RegoRefused.class)
        .hasMessageContaining("is not signed");
  }

  @Test
  void aChangedFileIsRefused() {
    Map<String, String> files = signed();
    files.put("http.rego", RULES + "# changed\n");

    assertThatThrownBy(() -> pack(files, KEY)).hasMessageContaining("not as it was signed");
  }

  @Test
  void theLayoutOfADocumentDoesNotMatter() {
    Map<String, String> files = signed();
    files.put("roles/names/data.json", "{\n\"b\": [1.50, \"\\u003c\u00e9>\"],\"ada\" : true}\n");

    assertThat(pack(files, KEY).warnings()).isEmpty();
  }

  @Test
  void aFileTooManyOrMissingIsRefused() {
    Map<String, String> more = signed();
    more.put("roles/extra.txt", "");
    Map<String, String> fewer = signed();
    fewer.remove("roles/names/data.json");

    assertThatThrownBy(() -> pack(more, KEY)).hasMessageContaining("is not signed");
    assertThatThrownBy(() -> pack(fewer, KEY)).hasMessageContaining("signed files are missing");
  }

  @Test
  void anotherKeyScopeOrAlgorithmIsRefused() {
    for (BundleKey wrong :
        List.of(
            new BundleKey("k1", "HS256", "another secret", ""),
            new BundleKey("k2", "HS256", KEY.key(), ""),
            new BundleKey("k1", "HS512", KEY.key(), ""),
            new BundleKey("k1", "HS256", KEY.key(), "write"),
            new BundleKey("k1", "none", KEY.key(), ""),
            new BundleKey("k1", "RS256", "no PEM", ""))) {
      assertThatThrownBy(() -> pack(signed(), wrong))
          .as("%s", wrong)
          .isInstanceOf(RegoRefused.class)
          .hasMessageContaining("rego_bundle_error");
    }
  }

  @Test
  void brokenSignatureFilesAreRefused() {
    for (String text :
        List.of(
            "",
            "[]",
            "{\"signatures\": []}",
            "{\"signatures\": [1]}",
            "{\"signatures\": [\"a.b\"]}",
            "{\"signatures\": [\"a.b.c\"]}",
            "{\"signatures\": [\"e30.W10.\"]}",
            "{\"signatures\": [\"" + TOKEN + "\", \"" + TOKEN + "\"]}")) {
      Map<String, String> files = signed();
      files.put(".signatures.json", text);
      assertThatThrownBy(() -> pack(files, KEY)).as(text).isInstanceOf(RegoRefused.class);
    }
  }
}
