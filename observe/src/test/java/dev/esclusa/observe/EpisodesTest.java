package dev.esclusa.observe;

import static dev.esclusa.observe.Given.CORE;
import static dev.esclusa.observe.Given.NOON;
import static dev.esclusa.observe.Given.REPLICAS;
import static dev.esclusa.observe.Given.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Drift;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.observe.Episodes.Event;
import dev.esclusa.tree.Pointer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EpisodesTest {
  private int ids;
  private final Episodes episodes =
      new Episodes(Given.OURS.target(), () -> new EpisodeId("d-" + ++ids));

  private final Sighting scaled =
      new Sighting(CORE, Drift.Cause.UNAUTHORIZED, null, "kubectl", List.of(field(REPLICAS, 7, 3)));

  private List<Event> see(Instant now, Sighting... sightings) {
    return episodes.see(List.of(sightings), now);
  }

  private Instant at(int minutes) {
    return NOON.plusSeconds(60L * minutes);
  }

  /** Drift comes, is healed, and is gone. */
  private List<Event> round(int minute) {
    List<Event> events = see(at(minute), scaled);
    episodes.healed(episodes.open().getFirst().id(), at(minute));
    see(at(minute));
    return events;
  }

  @Test
  void driftOpensGoesOnInSilenceAndCloses() {
    assertThat(see(NOON, scaled))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Opened.class, it -> assertThat(it.drift().openedAt()).isEqualTo(NOON));
    assertThat(see(at(1), scaled)).isEmpty();
    assertThat(see(at(2)))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Closed.class, it -> assertThat(it.drift().closedAt()).isEqualTo(at(2)));
    assertThat(episodes.open()).isEmpty();
  }

  @Test
  void otherFieldsOfTheSameObjectMoveTheEpisode() {
    see(NOON, scaled);
    Sighting more =
        new Sighting(
            CORE,
            Drift.Cause.UNAUTHORIZED,
            null,
            "kubectl",
            List.of(field(REPLICAS, 7, 3), field(Pointer.of("spec", "paused"), true, false)));
    assertThat(see(at(1), more)).singleElement().isInstanceOf(Event.Moved.class);
    assertThat(episodes.open()).hasSize(1);
  }

  @Test
  void driftThatComesBackIsCounted() {
    see(NOON, scaled);
    see(at(1));
    assertThat(see(at(2), scaled).getFirst().drift().count()).isEqualTo(2);
  }

  @Test
  void whatWasHealedThreeTimesInTenMinutesIsContested() {
    assertThat(round(0)).noneMatch(Event.Contested.class::isInstance);
    assertThat(round(2)).noneMatch(Event.Contested.class::isInstance);
    assertThat(round(4)).noneMatch(Event.Contested.class::isInstance);
    List<Event> events = see(at(6), scaled);
    assertThat(events).anyMatch(Event.Contested.class::isInstance);
    assertThat(episodes.mayHeal(episodes.open().getFirst().id())).isFalse();
    assertThat(see(at(7), scaled)).isEmpty();
  }

  @Test
  void slowRepetitionIsNotContested() {
    for (int minute = 0; minute < 60; minute += 6) {
      assertThat(round(minute)).noneMatch(Event.Contested.class::isInstance);
    }
  }

  @Test
  void anEpisodeOfTheJournalGoesOnAfterAStart() {
    Drift known = see(NOON, scaled).getFirst().drift();
    Episodes restarted = new Episodes(Given.OURS.target(), () -> new EpisodeId("d-other"));
    restarted.resume(known);
    assertThat(restarted.see(List.of(scaled), at(1))).isEmpty();
    assertThat(Objects.requireNonNull(restarted.open(known.id())).id()).isEqualTo(known.id());
  }

  @Test
  void driftOfManyTargetsAtOnceIsDoubted() {
    assertThat(new MassDrift(5, 24).doubtful()).isTrue();
    assertThat(new MassDrift(5, 25).doubtful()).isFalse();
    assertThat(new MassDrift(4, 4).doubtful()).isFalse();
  }
}
