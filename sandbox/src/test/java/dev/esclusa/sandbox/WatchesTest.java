package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchesTest {
  private final Yard yard =
      new Yard(SandboxOptions.inMemory().withReadyDelay(Duration.ZERO).withEventsKept(40));

  @AfterEach
  void stop() {
    yard.close();
  }

  private List<Mapping> watch(String query) {
    return yard.api.watch(Yard.MAPS + "?watch=1&timeoutSeconds=1&" + query);
  }

  private static List<String> shown(List<Mapping> events) {
    return events.stream()
        .map(
            event ->
                event.text("type") + " " + Meta.textOr(event, "", "object", "metadata", "name"))
        .toList();
  }

  @Test
  void aWatchGoesOnFromARevision() {
    yard.api.post(Yard.MAPS, Yard.map("one", ""));
    String since = yard.api.get(Yard.MAPS).at("metadata", "resourceVersion");
    yard.api.post(Yard.MAPS, Yard.map("two", ""));
    yard.api.patch(Yard.MAPS + "/two", Api.MERGE, "{\"data\":{\"b\":\"2\"}}");
    yard.api.delete(Yard.MAPS + "/one");
    assertThat(shown(watch("resourceVersion=" + since)))
        .containsExactly("ADDED two", "MODIFIED two", "DELETED one");
  }

  @Test
  void aWatchWithoutARevisionBeginsWithWhatIsThere() {
    yard.api.post(Yard.MAPS, Yard.map("there", ""));
    assertThat(shown(watch(""))).contains("ADDED there");
  }

  @Test
  void aRevisionTooFarBackIsGone() {
    for (int at = 0; at < 60; at++) yard.api.post(Yard.MAPS, Yard.map("m" + at, ""));
    Mapping event = watch("resourceVersion=2").getFirst();
    assertThat(event.text("type")).isEqualTo("ERROR");
    assertThat(event.at("object", "code")).hasToString("410");
    assertThat(event.text("object", "reason")).isEqualTo("Expired");
  }

  @Test
  void whatStartsAndStopsToMatchComesAndGoes() {
    yard.api.post(Yard.MAPS, Yard.map("tagged", ""));
    String since = yard.api.get(Yard.MAPS).at("metadata", "resourceVersion");
    yard.api.patch(
        Yard.MAPS + "/tagged", Api.MERGE, "{\"metadata\":{\"labels\":{\"tier\":\"web\"}}}");
    yard.api.patch(Yard.MAPS + "/tagged", Api.MERGE, "{\"metadata\":{\"labels\":{\"tier\":null}}}");
    assertThat(shown(watch("labelSelector=tier%3Dweb&resourceVersion=" + since)))
        .containsExactly("ADDED tagged", "DELETED tagged");
  }

  @Test
  void bookmarksComeWhenAskedFor() {
    yard.api.post(Yard.MAPS, Yard.map("marked", ""));
    List<Mapping> events =
        watch("allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
    Mapping end =
        events.stream()
            .filter(event -> "BOOKMARK".equals(event.text("type")))
            .findFirst()
            .orElseThrow();
    assertThat(end.text("object", "metadata", "annotations", "k8s.io/initial-events-end"))
        .isEqualTo("true");
    assertThat(shown(watch(""))).noneMatch(line -> line.startsWith("BOOKMARK"));
  }

  @Test
  void tablesAreWatchedRowByRow() {
    yard.api.post(Yard.MAPS, Yard.map("row", ""));
    List<Mapping> events =
        yard.api.watch(
            Yard.MAPS + "?watch=1&timeoutSeconds=1",
            "Accept",
            "application/json;as=Table;g=meta.k8s.io;v=v1");
    assertThat(events.getFirst().text("object", "kind")).isEqualTo("Table");
  }

  @Test
  void aWatchEndsWithItsServer() {
    Api other = Api.of(yard.sandbox);
    Thread closing = Thread.startVirtualThread(yard.sandbox::close);
    assertThat(closing).isNotNull();
    try (other) {
      other.watch(Yard.MAPS + "?watch=1&timeoutSeconds=30");
    } catch (AssertionError cutOff) {
      assertThat(cutOff).hasCauseInstanceOf(java.io.IOException.class);
    }
  }
}
