package dev.esclusa.policy;

import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.rego.Question;
import dev.esclusa.rego.RegoArray;
import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoString;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A {@link ChangeDocument} that was read rather than made: from a file, as an API printed it. */
public final class WrittenChange {
  /** Intents whose whole effect is in their changes. */
  private static final Set<String> MOVES_BY_CHANGES = Set.of("follow", "restore", "decommission");

  /** How the schema's engine words a field that it does not know. */
  private static final Pattern EXTRA = Pattern.compile("Additional property (.+) is not allowed");

  private final RegoObject document;

  private WrittenChange(RegoObject document) {
    this.document = document;
  }

  /**
   * Where a document is not what {@link ChangeDocument#SCHEMA} says.
   *
   * @param text what was seen or wanted, one sentence
   */
  public record Objection(Pointer place, String text) {}

  /** Empty for a document that {@link #of} takes. */
  public static List<Objection> objections(RegoValue document) {
    if (!(document instanceof RegoObject)) {
      return List.of(new Objection(Pointer.ROOT, "It is no object."));
    }
    RegoValue match =
        dev.esclusa.rego.PolicyPack.builder()
            .module("schema.rego", "package schema\nmatch := json.match_schema(input[0], input[1])")
            .compile()
            .prepare("answer := data.schema.match")
            .solutions(Question.of(RegoArray.of(List.of(document, schema()))))
            .getFirst()
            .get("answer");
    List<Objection> found = new ArrayList<>();
    if (match instanceof RegoArray answer
        && answer.get(RegoValue.of(1)) instanceof RegoArray errors) {
      errors.forEach(it -> found.add(objection((RegoObject) it, document)));
    }
    return found;
  }

  private static RegoValue schema() {
    try (InputStream in = ChangeDocument.class.getResourceAsStream(ChangeDocument.SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException("the schema is not beside the class");
      }
      return RegoJson.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Objection objection(RegoObject error, RegoValue document) {
    String field = text(error, "field");
    List<String> names = field.equals("(Root)") ? List.of() : Arrays.asList(field.split("[.]", -1));
    Pointer place = new Pointer(joined(names, document));
    String said = text(error, "desc");
    Matcher extra = EXTRA.matcher(said);
    return extra.matches()
        ? new Objection(place.child(extra.group(1)), "There is no such field here.")
        : new Objection(place, said + (said.endsWith(".") ? "" : "."));
  }

  /**
   * A field's path is joined by dots, and names may have dots: the longest that is there counts.
   */
  private static List<String> joined(List<String> names, RegoValue document) {
    List<String> tokens = new ArrayList<>();
    RegoValue at = document;
    int next = 0;
    while (next < names.size()) {
      int end = names.size();
      while (end > next + 1 && child(at, String.join(".", names.subList(next, end))) == null) {
        end--;
      }
      String token = String.join(".", names.subList(next, end));
      tokens.add(token);
      at = child(at, token);
      next = end;
    }
    return tokens;
  }

  private static @Nullable RegoValue child(@Nullable RegoValue value, String token) {
    return switch (value) {
      case RegoObject object -> object.get(token);
      case RegoArray array when token.matches("[0-9]{1,9}") ->
          array.get(RegoValue.of(Long.parseLong(token)));
      case null, default -> null;
    };
  }

  /**
   * @param document without {@link #objections}; what is otherwise than its schema says is passed
   *     over
   */
  public static WrittenChange of(RegoObject document) {
    return new WrittenChange(document);
  }

  /** As rules read it. */
  public RegoObject document() {
    return document;
  }

  /** As {@link Decision} asks it of a plan: then no pack has a say. */
  boolean movesNothing() {
    return MOVES_BY_CHANGES.contains(text(document, "intent"))
        && listed(at("plan"), "changes").stream()
            .allMatch(it -> text(it, "action").equals("nothing"));
  }

  /** What a finding may name. */
  List<Address> addresses() {
    List<Address> all = new ArrayList<>();
    for (List<RegoObject> some :
        List.of(
            listed(at("plan"), "changes"),
            listed(at("plan"), "leftAlone"),
            listed(document, "objects"))) {
      some.forEach(it -> all.add(address(text(it, "address"))));
    }
    if (at("terraform").get("plan") instanceof RegoObject plan) {
      listed(plan, "resource_changes")
          .forEach(it -> all.add(new Address.Terraform(text(it, "address"))));
    }
    return all;
  }

  /**
   * One object that Git asks for.
   *
   * @param value as rules read it that take objects one by one
   */
  record Wanted(Address address, RegoValue value) {}

  List<Wanted> objects() {
    List<Wanted> all = new ArrayList<>();
    for (RegoObject one : listed(document, "objects")) {
      RegoValue value = one.get("object");
      if (value != null) {
        all.add(new Wanted(address(text(one, "address")), value));
      }
    }
    return all;
  }

  /** Of the target. */
  String authority() {
    return text(at("target"), "authority");
  }

  private RegoObject at(String name) {
    return document.get(name) instanceof RegoObject object ? object : RegoObject.EMPTY;
  }

  /** {@link Address#text()} read back, in the words of the target's authority. */
  private Address address(String text) {
    String authority = authority();
    int slash = text.indexOf('/');
    if (authority.equals("kubernetes") && slash > 0) {
      return kubernetes(text.substring(0, slash), text.substring(slash + 1));
    }
    return authority.equals(Authority.CONFIGURATION.text()) && slash > 0
        ? new Address.Configuration(text.substring(0, slash), text.substring(slash + 1))
        : new Address.Terraform(text);
  }

  private static Address kubernetes(String type, String name) {
    int dot = type.indexOf('.');
    int slash = name.indexOf('/');
    return new Address.Kubernetes(
        dot < 0 ? "" : type.substring(dot + 1),
        dot < 0 ? type : type.substring(0, dot),
        slash < 0 ? null : name.substring(0, slash),
        name.substring(slash + 1));
  }

  private static List<RegoObject> listed(RegoObject object, String name) {
    List<RegoObject> all = new ArrayList<>();
    if (object.get(name) instanceof RegoArray array) {
      for (RegoValue item : array) {
        if (item instanceof RegoObject it) {
          all.add(it);
        }
      }
    }
    return all;
  }

  private static String text(RegoObject object, String name) {
    return object.get(name) instanceof RegoString text ? text.value() : "";
  }
}
