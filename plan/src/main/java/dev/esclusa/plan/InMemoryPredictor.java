package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A predictor over a map of bodies that look like Kubernetes objects: identity in {@code
 * metadata.uid}, state in {@code metadata.resourceVersion}, the marker in labels. What Git says is
 * laid over what is there.
 */
public final class InMemoryPredictor implements Predictor {
  private final Map<Address, Value> world;
  private final InstantSource clock;
  private final Map<Address, List<TakenField>> held = new HashMap<>();

  /**
   * @param world shared with whoever changes it; its monitor guards it
   */
  public InMemoryPredictor(Map<Address, Value> world, InstantSource clock) {
    this.world = world;
    this.clock = clock;
  }

  /** Another writer takes hold of a field. */
  public void hold(Address address, Pointer pointer, String manager) {
    synchronized (world) {
      held.computeIfAbsent(address, _ -> new ArrayList<>()).add(new TakenField(pointer, manager));
    }
  }

  @Override
  public Prediction predict(PredictionRequest request) {
    Map<Address, @Nullable Value> asked = new TreeMap<>();
    request.inventory().addresses().forEach(it -> asked.put(it, null));
    for (Resource one : request.desired()) {
      asked.put(one.address(), one.body());
    }
    if (!request.only().isEmpty()) {
      asked.keySet().retainAll(request.only());
    }
    synchronized (world) {
      List<Predicted> predicted = new ArrayList<>();
      asked.forEach((address, desired) -> predicted.add(predicted(request, address, desired)));
      return new Prediction(clock.instant(), predicted, null, null);
    }
  }

  private Predicted predicted(PredictionRequest request, Address address, @Nullable Value desired) {
    Value body = world.get(address);
    Live live = body == null ? null : live(body);
    if (desired == null) {
      return new Predicted(address, null, live, null, List.of(), null);
    }
    Value after = marked(body == null ? desired : overlaid(body, desired), request.ownership());
    return new Predicted(address, desired, live, after, taken(address, body, after), null);
  }

  private static Live live(Value body) {
    return new Live(
        body,
        Objects.requireNonNullElse(body.text("metadata", "uid"), ""),
        Objects.requireNonNullElse(body.text("metadata", "resourceVersion"), ""),
        owner(body));
  }

  private static @Nullable Ownership owner(Value body) {
    String installation = body.text("metadata", "labels", Ownership.INSTALLATION_LABEL);
    String target = body.text("metadata", "labels", Ownership.TARGET_LABEL);
    return installation == null || target == null
        ? null
        : new Ownership(installation, new TargetUid(target));
  }

  private static Value marked(Value body, Ownership ownership) {
    Pointer labels = Pointer.of("metadata", "labels");
    return body.with(labels.child(Ownership.INSTALLATION_LABEL), Value.of(ownership.installation()))
        .with(labels.child(Ownership.TARGET_LABEL), Value.of(ownership.target().text()));
  }

  private static Value overlaid(Value below, Value above) {
    if (!(below instanceof Value.Mapping old && above instanceof Value.Mapping over)) {
      return above;
    }
    Value.Mapping result = old;
    for (Map.Entry<String, Value> entry : over.entries().entrySet()) {
      Value was = old.get(entry.getKey());
      Value is = was == null ? entry.getValue() : overlaid(was, entry.getValue());
      result = result.with(entry.getKey(), is);
    }
    return result;
  }

  private List<TakenField> taken(Address address, @Nullable Value before, Value after) {
    return held.getOrDefault(address, List.of()).stream()
        .filter(
            it ->
                before != null && !Objects.equals(before.at(it.pointer()), after.at(it.pointer())))
        .toList();
  }
}
