package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Journal;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Stream;
import dev.esclusa.tree.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was erased is gone, said so, and missed by nobody. */
class ErasureTest {
  private final World world = new World();

  private Recorded erased() {
    Recorded change = world.newest("core-dev");
    assertThat(change.change()).isInstanceOf(Change.Proven.class);
    world.plane.desk().erase(change.id(), PLATFORM, "a person asked");
    return change;
  }

  @Test
  void anErasureNamesTheChangeAndWhoAskedForIt() {
    Recorded change = erased();
    Fact.PayloadsErased fact = world.facts(Fact.PayloadsErased.class).getFirst();
    assertThat(fact.change()).isEqualTo(change.id());
    assertThat(fact.payloads()).isEqualTo(change.marks().size());
    Long index = world.plane.ledger().installation().erased().get(change.id());
    assertThat(index).isNotNull();
    assertThat(world.plane.story().payload(index, dev.esclusa.control.Payloads.Because.class))
        .isNotNull()
        .extracting(it -> it.actor() + ": " + it.reason())
        .isEqualTo(PLATFORM + ": a person asked");
    assertThat(world.payload(change.marks().getFirst().index())).isNull();
  }

  @Test
  void driftOfWhatIsInPlaceIsHealedAfterItsChangeWasErased() {
    erased();
    world.meddle("core-dev", "kubectl-edit", "colour", "meddled");
    world.quiet();
    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    assertThat(world.troubles).isEmpty();
  }

  @Test
  void proposalsComeAfterAnErasedOne() {
    world.put(WorldEstate.manifest("core-dev"), WorldEstate.configMap("core-dev", "green"));
    world.commitTo("refs/heads/proposal/green", DEVELOPER, World.signed(DEVELOPER));
    world.sync();
    Recorded proposal = world.newest("core-dev");
    world.plane.desk().withdraw(proposal.id(), DEVELOPER, "not yet");
    world.quiet();
    world.plane.desk().erase(proposal.id(), PLATFORM, "a person asked");
    world.put(WorldEstate.manifest("core-dev"), WorldEstate.configMap("core-dev", "red"));
    world.repositories.move(World.ROOT, "refs/heads/proposal/green", null);
    world.commitTo("refs/heads/proposal/red", DEVELOPER, World.signed(DEVELOPER));
    world.sync();
    assertThat(world.newest("core-dev").id()).isNotEqualTo(proposal.id());
    assertThat(world.troubles).isEmpty();
  }

  @Test
  void anErasureThatDiedHalfwayIsCarriedOutAtTheNextStart() {
    Recorded change = world.newest("core-dev");
    PersonId person = new PersonId("p-0000000000000000");
    world.journal.append(
        new Journal.Batch(
            List.of(
                new Journal.NewEntry(
                    Stream.INSTALLATION,
                    world.plane.ledger().sequence(Stream.INSTALLATION),
                    new Fact.PayloadsErased(change.id(), person, change.marks().size()),
                    null,
                    person,
                    Value.mapping("reason", "a person asked"))),
            List.of(),
            null));
    assertThat(world.payload(change.marks().getFirst().index())).isNotNull();
    world.another("replica-1");
    assertThat(world.payload(change.marks().getFirst().index())).isNull();
  }
}
