package dev.esclusa.terraform;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Which types hold data and which attributes open, guard or encrypt, as versioned data. */
final class RiskRules {
  static final RiskRules BUILT_IN = load();
  private static final int MAX_REMEMBERED = 10_000;

  private final Pattern dataStores;
  private final Pattern network;
  private final Set<String> protections;
  private final Set<String> encryption;
  private final Set<String> guards;
  private final Set<String> openings;
  private final Set<String> security;
  private final Map<String, Boolean> stores = new ConcurrentHashMap<>();

  private RiskRules(Value rules) {
    this.dataStores = anyOf(texts(rules, "dataStores"));
    this.network = anyOf(texts(rules, "network"));
    this.protections = Set.copyOf(texts(rules, "protectionResources"));
    this.encryption = Set.copyOf(texts(rules, "encryptionAttributes"));
    this.guards = Set.copyOf(texts(rules, "guardAttributes"));
    this.openings = Set.copyOf(texts(rules, "openingAttributes"));
    this.security = Set.copyOf(texts(rules, "securityAttributes"));
  }

  private static RiskRules load() {
    try (InputStream in = RiskRules.class.getResourceAsStream("risk-rules.json")) {
      return new RiskRules(Json.read(Objects.requireNonNull(in).readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(Value rules, String key) {
    return PlanReader.items(rules.at(key)).stream().map(Value::asText).toList();
  }

  private static Pattern anyOf(List<String> globs) {
    return Pattern.compile(
        String.join("|", globs.stream().map(it -> it.replace("*", "[a-z0-9_]*")).toList()));
  }

  /** Whether destroying such an object destroys data. */
  boolean holdsData(String type) {
    Boolean known = stores.get(type);
    if (known == null) {
      known = dataStores.matcher(type).matches();
      if (stores.size() < MAX_REMEMBERED) {
        stores.put(type, known);
      }
    }
    return known;
  }

  /** Whether such an object says who may reach others. */
  boolean guardsNetwork(String type) {
    return network.matcher(type).matches();
  }

  /** Whether such an object exists only to protect another. */
  boolean protects(String type) {
    return protections.contains(type);
  }

  boolean encrypts(String attribute) {
    return encryption.contains(attribute);
  }

  boolean guards(String attribute) {
    return guards.contains(attribute);
  }

  boolean opens(String attribute) {
    return openings.contains(attribute);
  }

  boolean isSecurity(String attribute) {
    return security.contains(attribute);
  }
}
