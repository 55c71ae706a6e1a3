package dev.esclusa.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every predictor does, wherever its authority is. An adapter extends it. */
public abstract class PredictorContract {
  private static final Pointer FIELD = Pointer.of("data", "colour");

  /** The predictor under test. */
  protected abstract Predictor predictor();

  protected abstract Target target();

  protected abstract Ownership ownership();

  /** Addresses and bodies of objects like a ConfigMap: text under {@code /data/colour}. */
  protected abstract Resource sample(String name, String colour);

  /** Puts an object there, with this target's marker, as an earlier apply would have. */
  protected abstract void applied(Resource resource);

  /** Puts an object there that nobody marked. */
  protected abstract void foreign(Resource resource);

  private Resource red() {
    return sample("predict-me", "red");
  }

  private Resource blue() {
    return sample("predict-me", "blue");
  }

  private Prediction predict(List<Resource> desired, Inventory inventory, List<Address> only) {
    return predictor()
        .predict(
            new PredictionRequest(
                target(),
                ownership(),
                new Intent.Follow("0".repeat(40), false),
                desired,
                inventory,
                only));
  }

  private Predicted predict(Resource desired) {
    Prediction prediction = predict(List.of(desired), Inventory.empty(target().uid()), List.of());
    assertThat(prediction.resources()).hasSize(1);
    return prediction.resources().getFirst();
  }

  @Test
  void anObjectThatIsNotThereIsPredictedWithoutALiveOne() {
    Predicted predicted = predict(red());
    assertThat(predicted.address()).isEqualTo(red().address());
    assertThat(predicted.live()).isNull();
    assertThat(Objects.requireNonNull(predicted.desired()).at(FIELD)).isEqualTo(Value.of("red"));
    assertThat(Objects.requireNonNull(predicted.predicted()).at(FIELD)).isEqualTo(Value.of("red"));
  }

  @Test
  void anObjectThatIsAsWantedIsPredictedToStay() {
    applied(red());
    Predicted predicted = predict(red());
    assertThat(Objects.requireNonNull(predicted.live()).body().at(FIELD))
        .isEqualTo(Value.of("red"));
    assertThat(Objects.requireNonNull(predicted.predicted()).at(FIELD)).isEqualTo(Value.of("red"));
    assertThat(predicted.taken()).isEmpty();
  }

  @Test
  void aChangedFieldIsPredicted() {
    applied(red());
    Predicted predicted = predict(blue());
    assertThat(Objects.requireNonNull(predicted.live()).body().at(FIELD))
        .isEqualTo(Value.of("red"));
    assertThat(Objects.requireNonNull(predicted.predicted()).at(FIELD)).isEqualTo(Value.of("blue"));
  }

  @Test
  void predictingChangesNothing() {
    applied(red());
    String before = Objects.requireNonNull(predict(blue()).live()).version();
    assertThat(Objects.requireNonNull(predict(blue()).live()).version()).isEqualTo(before);
  }

  @Test
  void theMarkerOnAnObjectIsReported() {
    applied(red());
    assertThat(Objects.requireNonNull(predict(red()).live()).owner()).isEqualTo(ownership());
  }

  @Test
  void anObjectWithoutAMarkerHasNoOwner() {
    foreign(red());
    assertThat(Objects.requireNonNull(predict(blue()).live()).owner()).isNull();
  }

  @Test
  void anInventoriedObjectThatIsNotDesiredIsReportedAsItIs() {
    applied(red());
    Inventory inventory =
        new Inventory(target().uid(), List.of(new Inventory.Owned(red().address(), "whatever")));
    Predicted predicted = predict(List.of(), inventory, List.of()).resources().getFirst();
    assertThat(predicted.desired()).isNull();
    assertThat(predicted.predicted()).isNull();
    assertThat(Objects.requireNonNull(predicted.live()).uid()).isNotEmpty();
  }

  @Test
  void anInventoriedObjectThatIsGoneIsReportedAsGone() {
    Inventory inventory =
        new Inventory(target().uid(), List.of(new Inventory.Owned(red().address(), "whatever")));
    assertThat(predict(List.of(), inventory, List.of()).resources())
        .singleElement()
        .satisfies(it -> assertThat(it.live()).isNull());
  }

  @Test
  void onlyTheAddressesAskedForAreAnswered() {
    Resource other = sample("predict-me-too", "green");
    assertThat(
            predict(
                    List.of(red(), other),
                    Inventory.empty(target().uid()),
                    List.of(other.address()))
                .resources())
        .extracting(Predicted::address)
        .containsExactly(other.address());
  }
}
