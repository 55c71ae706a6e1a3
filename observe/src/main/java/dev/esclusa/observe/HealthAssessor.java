package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.Health;
import dev.esclusa.model.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a target is, from how its objects are. Kubernetes objects by the rules of kstatus. */
public final class HealthAssessor {
  /** The name under which verifications quote these rules. */
  public static final String EVALUATOR = "kstatus";

  /** Of what has no health of its own: it is there, or it is not. */
  public static final String PRESENCE = "presence";

  private HealthAssessor() {}

  /**
   * What was found.
   *
   * @param reasons for everything that is not healthy, each beginning with an address
   */
  public record Assessment(Health health, String evaluator, List<String> reasons) {
    public Assessment {
      reasons = List.copyOf(reasons);
    }

    /** Whether it is as it was meant to be; what is suspended was meant to be. */
    public boolean settledWell() {
      return health == Health.HEALTHY || health == Health.SUSPENDED;
    }
  }

  /** Health of one object and why it is not better. */
  public record OfObject(Health health, String because) {}

  /** The worst of all expected objects; one that was not observed is missing. */
  public static Assessment assess(Collection<Address> expected, List<Resource> observed) {
    Map<Address, Resource> live = new HashMap<>();
    observed.forEach(it -> live.put(it.address(), it));
    Health worst = Health.HEALTHY;
    List<String> reasons = new ArrayList<>();
    for (Address address : new TreeSet<>(expected)) {
      OfObject one = of(address, live.get(address));
      worst = worst.and(one.health());
      if (one.health() != Health.HEALTHY) {
        reasons.add(address.text() + ": " + one.because());
      }
    }
    boolean objects = expected.isEmpty() || expected.stream().anyMatch(HealthAssessor::isObject);
    return new Assessment(worst, objects ? EVALUATOR : PRESENCE, reasons);
  }

  private static boolean isObject(Address address) {
    return address instanceof Address.Kubernetes;
  }

  public static OfObject of(Address address, @Nullable Resource live) {
    if (live == null) {
      return new OfObject(Health.MISSING, "it is not there");
    }
    return switch (address) {
      case Address.Kubernetes _ -> Words.health(live.body());
      case Address.Terraform _, Address.Configuration _ ->
          new OfObject(Health.HEALTHY, "it is there");
    };
  }
}
