package dev.esclusa.server;

import dev.esclusa.model.Address;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Redaction;
import dev.esclusa.server.StateApi.VersionView;
import dev.esclusa.terraform.ChangedLeaf;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.Scrubber;
import dev.esclusa.terraform.StateDiff;
import dev.esclusa.terraform.StateFile;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Contents of states as people see them. In the place of each secret stands a keyed digest: of what
 * the state marks, of what its name or form tells, and of the same text wherever else it stands.
 */
final class StateViews {
  private static final int MAX_ADDRESS = 4_000;

  private final Masking masking;

  StateViews(Redaction redaction) {
    this.masking =
        (address, pointer, secret) ->
            redaction
                .mask(
                    new Address.Terraform(line(address)), pointer, secret, Masked.SecretOrigin.LIVE)
                .toValue();
  }

  /** An address comes out of the state, so it may be anything. */
  private static String line(String address) {
    String line = address.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MAX_ADDRESS ? line : line.substring(0, MAX_ADDRESS);
  }

  // --- shapes of answers ---

  /** One resource as the state records it. */
  record ResourceView(
      String address,
      String mode,
      String type,
      String provider,
      @Nullable String status,
      Value attributes) {}

  /** One output. */
  record OutputView(String name, Value value) {}

  /** What one version holds. */
  record ContentView(
      String target,
      VersionView version,
      List<ResourceView> resources,
      List<OutputView> outputs,
      List<String> failedChecks) {}

  /** One place that differs. */
  record FieldView(
      String pointer, @Nullable Value before, @Nullable Value after, boolean sensitive) {}

  /** One resource or output that differs: create, update or delete. */
  record ChangedView(String address, String action, List<FieldView> fields) {}

  /** How two versions differ. */
  record DiffView(
      String target,
      VersionView from,
      VersionView to,
      boolean sameLineage,
      List<ChangedView> changes) {}

  // --- answering ---

  ContentView content(String target, VersionView version, byte[] bytes) {
    StateFile state = StateFile.read(bytes);
    Scrubber scrubber = state.secrets().scrubber();
    Value shown = scrubbed(state.shown(masking), scrubber);
    return new ContentView(
        target,
        version,
        state.instances().stream().map(it -> resource(it, shown)).toList(),
        outputs(shown),
        state.failedChecks());
  }

  private static ResourceView resource(StateFile.Instance it, Value shown) {
    String key =
        it.deposed() == null ? it.address() : it.address() + " (deposed " + it.deposed() + ")";
    Value attributes = shown.at("resources", key);
    return new ResourceView(
        key,
        it.mode(),
        it.type(),
        it.provider(),
        it.tainted() ? "tainted" : null,
        attributes == null ? Value.mapping() : attributes);
  }

  private static List<OutputView> outputs(Value shown) {
    List<OutputView> outputs = new ArrayList<>();
    if (shown.at("outputs") instanceof Value.Mapping all) {
      all.entries().forEach((name, value) -> outputs.add(new OutputView(name, value)));
    }
    return outputs;
  }

  DiffView diff(String target, VersionView from, byte[] before, VersionView to, byte[] after) {
    StateFile first = StateFile.read(before);
    StateFile second = StateFile.read(after);
    Scrubber one = first.secrets().scrubber();
    Scrubber other = second.secrets().scrubber();
    StateDiff diff = StateDiff.between(first, second, masking);
    List<ChangedView> changes = new ArrayList<>();
    for (StateDiff.Entry entry : diff.entries()) {
      List<FieldView> fields = entry.leaves().stream().map(it -> field(it, one, other)).toList();
      changes.add(new ChangedView(entry.address(), action(entry.kind()), fields));
    }
    return new DiffView(target, from, to, diff.sameLineage(), changes);
  }

  /** Either side may repeat in the open what the other one marks. */
  private static FieldView field(ChangedLeaf leaf, Scrubber one, Scrubber other) {
    return new FieldView(
        leaf.pointer().toString(),
        scrubbed(leaf.before(), one, other),
        scrubbed(leaf.after(), one, other),
        leaf.sensitive());
  }

  private static String action(StateDiff.Entry.Kind kind) {
    return switch (kind) {
      case ADDED -> "create";
      case REMOVED -> "delete";
      case CHANGED -> "update";
    };
  }

  private static @Nullable Value scrubbed(@Nullable Value value, Scrubber one, Scrubber other) {
    return value == null ? null : scrubbed(scrubbed(value, one), other);
  }

  private static Value scrubbed(Value value, Scrubber scrubber) {
    return switch (value) {
      case Value.Text(String text) -> Value.of(scrubber.scrub(text));
      case Value.Mapping mapping when !Masked.isMasked(mapping) -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        mapping.entries().forEach((name, it) -> entries.put(name, scrubbed(it, scrubber)));
        yield Value.mapping(entries);
      }
      case Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(it -> scrubbed(it, scrubber)).toList());
      case Value.Mapping _, Value.Num _, Value.Bool _, Value.Null _ -> value;
    };
  }
}
