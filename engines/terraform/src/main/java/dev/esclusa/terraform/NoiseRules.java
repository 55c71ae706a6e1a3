package dev.esclusa.terraform;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What providers change by themselves, as versioned data: attributes that move all the time, those
 * that are computed from another, those that mirror a resource of its own, and the tags that clouds
 * and controllers write.
 */
public final class NoiseRules {
  private static final NoiseRules BUILT_IN = load();

  private final long version;
  private final List<Volatile> volatiles;
  private final List<Derived> derived;
  private final List<Mirror> mirrors;
  private final List<DriftRule> controllers;
  private final Map<String, Map<String, Boolean>> remembered = new HashMap<>();

  private record Volatile(String type, List<String> attributes) {}

  /** An attribute whose entries repeat those of another. */
  record Derived(String type, String attribute, String from) {}

  /**
   * An attribute that shows what separate resources manage.
   *
   * @param by the type of the separate resource
   * @param link its attribute that names the owner
   * @param owner attributes of the owner that are named so
   * @param fields which field of an item is which attribute of the separate resource
   * @param item the attribute that an item as a whole repeats, or null
   * @param whole whether the separate resource owns the attribute as a whole
   */
  record Mirror(
      String type,
      String attribute,
      String by,
      String link,
      List<String> owner,
      Map<String, String> fields,
      @Nullable String item,
      boolean whole) {}

  private NoiseRules(Value rules) {
    this.version = Objects.requireNonNull(rules.at("version")).asLong();
    this.volatiles = new ArrayList<>();
    this.derived = new ArrayList<>();
    this.mirrors = new ArrayList<>();
    this.controllers = new ArrayList<>();
    for (Value it : PlanReader.items(rules.at("volatile"))) {
      volatiles.add(new Volatile(text(it, "type"), texts(it.at("attributes"))));
    }
    for (Value it : PlanReader.items(rules.at("derived"))) {
      derived.add(new Derived(text(it, "type"), text(it, "attribute"), text(it, "from")));
    }
    for (Value it : PlanReader.items(rules.at("mirrors"))) {
      mirrors.add(mirror(it));
    }
    for (Value it : PlanReader.items(rules.at("controllers"))) {
      for (String pointer : texts(it.at("pointers"))) {
        controllers.add(
            new DriftRule(
                DriftRule.Meaning.CONTROLLER, text(it, "addresses"), pointer, text(it, "name")));
      }
    }
  }

  private static Mirror mirror(Value it) {
    Map<String, String> fields = new TreeMap<>();
    PlanReader.entries(it.at("fields")).forEach((key, value) -> fields.put(key, value.asText()));
    return new Mirror(
        text(it, "type"),
        text(it, "attribute"),
        text(it, "by"),
        text(it, "link"),
        texts(it.at("owner")),
        Map.copyOf(fields),
        it.text("item"),
        Value.TRUE.equals(it.at("whole")));
  }

  /** The rules that come with this version. */
  public static NoiseRules builtIn() {
    return BUILT_IN;
  }

  private static NoiseRules load() {
    try (InputStream in = NoiseRules.class.getResourceAsStream("noise-rules.json")) {
      return new NoiseRules(Json.read(Objects.requireNonNull(in).readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which data it is; findings of two versions may differ. */
  public long version() {
    return version;
  }

  /** Tags and labels that clouds and controllers write into what others made. */
  public List<DriftRule> controllers() {
    return List.copyOf(controllers);
  }

  boolean isVolatile(String type, String attribute) {
    synchronized (remembered) {
      return remembered
          .computeIfAbsent(type, it -> new HashMap<>())
          .computeIfAbsent(
              attribute,
              it ->
                  volatiles.stream()
                      .anyMatch(rule -> fits(rule.type, type) && rule.attributes.contains(it)));
    }
  }

  List<Derived> derived(String type) {
    return derived.stream().filter(it -> fits(it.type, type)).toList();
  }

  List<Mirror> mirrors(String type) {
    return mirrors.stream().filter(it -> it.type.equals(type)).toList();
  }

  private static boolean fits(String pattern, String type) {
    return pattern.endsWith("*")
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(type);
  }

  private static String text(Value value, String key) {
    return Objects.requireNonNull(value.text(key), key);
  }

  private static List<String> texts(@Nullable Value list) {
    return PlanReader.items(list).stream().map(Value::asText).toList();
  }
}
