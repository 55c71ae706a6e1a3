package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tempo.VirtualTempo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFeedTest {
  private final VirtualTempo tempo = new VirtualTempo(1);
  private final List<AuditRecord> told = new ArrayList<>();
  private final List<ControlPlane.Trouble> troubles = new ArrayList<>();

  @TempDir Path folder;
  private Path logs;
  private AuditFeed feed;

  @BeforeEach
  void follow() throws IOException {
    logs = Files.createDirectory(folder.resolve("logs"));
    feed = started(logs);
    tempo.every(AuditFeed.INTERVAL, () -> feed.look());
  }

  private AuditFeed started(Path source) {
    return new AuditFeed(
        source, folder.resolve("memory.json"), told::add, troubles::add, tempo.clock());
  }

  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(tempo.now()));
  }

  private static String line(String address) {
    return "{\"target\":\"prod/net\",\"address\":\"" + address + "\",\"actor\":\"ana\"}\n";
  }

  private List<String> addresses() {
    return told.stream().map(AuditRecord::address).toList();
  }

  private void later() {
    tempo.advance(AuditFeed.INTERVAL.multipliedBy(2));
  }

  @Test
  void linesAreToldOnceAndHalfOfOneWaits() throws IOException {
    Path file = logs.resolve("audit.log");
    write(file, line("a") + line("b").substring(0, 10));
    later();
    assertThat(addresses()).containsExactly("a");

    write(file, line("b").substring(10) + line("c"));
    later();
    later();
    assertThat(addresses()).containsExactly("a", "b", "c");
    assertThat(troubles).isEmpty();
  }

  @Test
  void whatWasReadIsRememberedOverAStart() throws IOException {
    Path file = logs.resolve("audit.log");
    write(file, line("a"));
    later();
    feed = started(logs);
    write(file, line("b"));
    later();

    assertThat(addresses()).containsExactly("a", "b");
  }

  @Test
  void aFileThatWasRenamedGoesOnWhereItWas() throws IOException {
    Path file = logs.resolve("audit.log");
    write(file, line("a"));
    later();
    write(file, line("b"));
    Files.move(file, logs.resolve("audit.log.1"));
    write(file, line("c"));
    later();

    assertThat(addresses()).containsExactlyInAnyOrder("a", "b", "c");
  }

  /** Where only the file is named, its older part is found beside it. */
  @Test
  void theEndOfARotatedFileIsReadFirst() throws IOException {
    Path file = logs.resolve("audit.log");
    feed = started(file);
    write(file, line("a"));
    later();
    write(file, line("b"));
    Files.move(file, logs.resolve("audit.log.1"));
    write(file, line("c"));
    write(logs.resolve("other.log"), line("not ours"));
    later();
    write(file, line("d"));
    later();

    assertThat(addresses()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aFileThatWasCutBeginsAnew() throws IOException {
    Path file = logs.resolve("audit.log");
    write(file, line("a") + line("b"));
    later();
    Files.writeString(file, line("c"));
    later();

    assertThat(addresses()).containsExactly("a", "b", "c");
  }

  @Test
  void badLinesAreCountedAndToldOnceAndNeverFatal() throws IOException {
    Path file = logs.resolve("audit.log");
    write(file, "SECRET=hunter2\n" + line("a") + "{\"also\":\"no record\"}\n");
    write(file, "x".repeat(5 << 20) + "\n" + line("b"));
    later();
    later();

    assertThat(addresses()).containsExactly("a", "b");
    assertThat(feed.badCount()).isEqualTo(3);
    assertThat(troubles).hasSize(1);
    assertThat(((ProblemException) troubles.getFirst().cause()).problem())
        .satisfies(
            it -> {
              assertThat(it.code()).isEqualTo("SRV-0012");
              assertThat(it.cause()).contains("audit.log").doesNotContain("hunter2");
            });
  }

  @Test
  void whatIsNotThereIsToldAndReadWhenItComes() throws IOException {
    Path file = folder.resolve("later.log");
    feed = started(file);
    later();
    assertThat(troubles).isNotEmpty();

    write(file, line("a"));
    later();
    assertThat(addresses()).containsExactly("a");
  }

  @Test
  void aDeliveredFileIsReadWholeOnceItNoLongerGrows() throws IOException {
    Path day = Files.createDirectories(logs.resolve("AWSLogs/1/CloudTrail/eu-west-1/2026/01/01"));
    byte[] text = records(event("RevokeSecurityGroupIngress", "sg-0a1b2c3d")).getBytes(UTF_8);
    Path plain = day.resolve("one.json");
    Files.write(plain, java.util.Arrays.copyOf(text, 20));
    Files.setLastModifiedTime(plain, FileTime.from(tempo.now()));
    feed.look();
    Files.write(plain, text);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(records(event("DeleteBucketPolicy", "logs-of-crm")).getBytes(UTF_8));
    }
    Files.write(day.resolve("two.json.gz"), packed.toByteArray());
    Files.setLastModifiedTime(day.resolve("two.json.gz"), FileTime.from(tempo.now()));
    later();
    later();

    assertThat(troubles).isEmpty();
    assertThat(told).hasSize(2);
    assertThat(told.stream().flatMap(it -> it.things().stream()))
        .contains("sg-0a1b2c3d", "logs-of-crm");
    assertThat(told.getFirst().actor()).isEqualTo("arn:aws:iam::1:user/ana");
  }

  @Test
  void whatOnlyReadsOrFailedOrIsOldIsNoHint() throws IOException {
    write(
        logs.resolve("trail.jsonl"),
        event("DescribeSecurityGroups", "sg-1111")
            + "\n"
            + event("DeleteSecurityGroup", "sg-2222")
                .replace("{\"event", "{\"errorCode\":\"Denied\",\"event")
            + "\n"
            + event("DeleteSecurityGroup", "sg-3333")
                .replace(tempo.now().toString(), tempo.now().minus(Duration.ofHours(2)).toString())
            + "\n"
            + event("DeleteSecurityGroup", "sg-4444")
            + "\n");
    later();

    assertThat(told).singleElement().satisfies(it -> assertThat(it.things()).contains("sg-4444"));
    assertThat(troubles).isEmpty();
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private String event(String name, String group) {
    return "{\"eventName\":\""
        + name
        + "\",\"eventTime\":\""
        + tempo.now()
        + "\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::1:user/ana\"},"
        + "\"requestParameters\":{\"groupId\":\""
        + group
        + "\",\"description\":\"free text\"}}";
  }

  private static String records(String... events) {
    return "{\"Records\":[" + String.join(",", events) + "]}";
  }
}
