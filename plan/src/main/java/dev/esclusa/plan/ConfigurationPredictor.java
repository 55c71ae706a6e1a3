package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.Resource;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The authority of the root repository: what would come into force, compared with the documents
 * that are in force. It lives in this process and owns all that it holds.
 */
public final class ConfigurationPredictor implements Predictor {
  private final Supplier<List<Resource>> inForce;
  private final InstantSource clock;

  /**
   * @param inForce the documents that govern now, under {@link Address.Configuration} addresses
   */
  public ConfigurationPredictor(Supplier<List<Resource>> inForce, InstantSource clock) {
    this.inForce = inForce;
    this.clock = clock;
  }

  @Override
  public Prediction predict(PredictionRequest request) {
    TreeMap<Address, Value> live = new TreeMap<>();
    inForce.get().forEach(it -> live.put(it.address(), it.body()));
    TreeMap<Address, Value> wanted = new TreeMap<>();
    request.desired().forEach(it -> wanted.put(it.address(), it.body()));
    Set<Address> all = new TreeSet<>(live.keySet());
    all.addAll(wanted.keySet());
    all.addAll(request.inventory().addresses());
    if (!request.only().isEmpty()) {
      all.retainAll(request.only());
    }
    List<Predicted> predicted = new ArrayList<>();
    for (Address address : all) {
      predicted.add(predicted(request, address, wanted.get(address), live.get(address)));
    }
    return new Prediction(clock.instant(), predicted, null, null);
  }

  private static Predicted predicted(
      PredictionRequest request, Address address, @Nullable Value wanted, @Nullable Value live) {
    Live now =
        live == null ? null : new Live(live, uid(address), version(live), request.ownership());
    return new Predicted(address, wanted, now, wanted, List.of(), null);
  }

  /** A document is what its name says it is; there is no other one of that name. */
  public static String uid(Address address) {
    return address.text();
  }

  /** The digest of a document's content. */
  public static String version(Value document) {
    return Digest.of(Canonical.bytes(document)).toString();
  }
}
