package dev.esclusa.tree;

import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Yaml.Repeats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.Parser;

/** Turns the parser's events into values and marks, within the limits. */
final class YamlBuilder {
  private final String file;
  private final Parser parser;
  private final ScalarProfile profile;
  private final Limits limits;
  private final Repeats repeats;
  private final int openEnd;
  private final YamlScalars scalars;
  private final Map<String, Anchor> anchors = new HashMap<>();
  private Marks marks = new Marks();
  private long nodes;
  private int aliases;
  private int depth;
  private int height; // of the node built last; a scalar has none

  /** What an alias may name: the value, its node, and what it costs to use it again. */
  private record Anchor(Value value, int node, long weight, int height) {}

  /** {@code openEnd} is the length in code points of a text whose last line has no end, else -1. */
  YamlBuilder(
      String file,
      Parser parser,
      ScalarProfile profile,
      Limits limits,
      Repeats repeats,
      int openEnd) {
    this.repeats = repeats;
    this.openEnd = openEnd;
    this.file = file;
    this.parser = parser;
    this.profile = profile;
    this.limits = limits;
    this.scalars = new YamlScalars(profile);
  }

  List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    while (parser.hasNext()) {
      if (parser.next().getEventId() == Event.ID.DocumentStart) {
        marks = new Marks();
        anchors.clear();
        Event first = parser.next();
        Mark mark = mark(first);
        Value root = build(first, mark.getLine() + 1, mark.getColumn() + 1);
        if (!root.isNull()) {
          documents.add(new Document(file, root, marks.trimmed()));
        }
      }
    }
    return documents;
  }

  private Value build(Event event, int line, int column) {
    int node = marks.open(line, column);
    long before = nodes;
    Value value =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case AliasEvent alias -> alias(alias, node);
          default ->
              event.getEventId() == Event.ID.MappingStart ? mapping(event, node) : sequence(event);
        };
    marks.close(node);
    if (!(event instanceof AliasEvent)
        && event instanceof NodeEvent named
        && named.getAnchor().isPresent()) {
      Anchor anchor = new Anchor(value, node, nodes - before, height);
      anchors.put(named.getAnchor().get().getValue(), anchor);
    }
    return value;
  }

  private Value scalar(ScalarEvent event) {
    height = 0;
    count(event, Limits.weight(event.getValue().length()));
    try {
      return endsOpen(event) ? withoutEnd(scalars.value(event)) : scalars.value(event);
    } catch (TreeException e) {
      throw e.at(position(event));
    }
  }

  /**
   * Whether this is a block scalar that the end of the text ends, where no line end is to be kept.
   */
  private boolean endsOpen(ScalarEvent event) {
    return openEnd >= 0
        && (event.isLiteral() || event.isFolded())
        && event.getEndMark().map(Mark::getIndex).orElse(-1) == openEnd;
  }

  private static Value withoutEnd(Value value) {
    return value instanceof Value.Text(String text) && text.endsWith("\n")
        ? new Value.Text(text.substring(0, text.length() - 1))
        : value;
  }

  private Value alias(AliasEvent event, int node) {
    Anchor anchor = anchor(event);
    marks.alias(node, anchor.node());
    if (++aliases > limits.maxAliases()) {
      throw Limits.reached(position(event), "aliases", limits.maxAliases());
    }
    count(event, anchor.weight());
    height = anchor.height();
    checkDepth(event, depth + height);
    return anchor.value();
  }

  private Anchor anchor(AliasEvent event) {
    Anchor anchor = anchors.get(event.getAlias().getValue());
    if (anchor == null) {
      throw new TreeException(
          "TRE-0007",
          position(event),
          "No anchor &" + event.getAlias() + " ends before this alias.",
          "Define the anchor earlier in the same document, and not around its own alias.");
    }
    return anchor;
  }

  private Value sequence(Event start) {
    enter(start);
    List<Value> items = new ArrayList<>();
    int tallest = 0;
    for (Event event = parser.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = parser.next()) {
      Mark mark = mark(event);
      items.add(build(event, mark.getLine() + 1, mark.getColumn() + 1));
      tallest = Math.max(tallest, height);
    }
    leave(tallest);
    return new Sequence(items);
  }

  private Value mapping(Event start, int node) {
    enter(start);
    YamlEntries entries = new YamlEntries(marks, node);
    int tallest = 0;
    for (Event event = parser.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = parser.next()) {
      entry(event, entries);
      tallest = Math.max(tallest, height);
    }
    leave(tallest);
    return entries.mapping();
  }

  private void entry(Event keyEvent, YamlEntries entries) {
    boolean merge = keyEvent instanceof ScalarEvent scalar && YamlScalars.isMerge(scalar);
    String key = merge ? "<<" : key(keyEvent);
    Event event = parser.next();
    int node = marks.count();
    Mark keyMark = mark(keyEvent);
    Mark valueMark = mark(event);
    Mark shown = valueMark.getLine() == keyMark.getLine() ? valueMark : keyMark;
    Value value = build(event, shown.getLine() + 1, shown.getColumn() + 1);
    boolean fresh =
        merge ? entries.merge(sources(value, node, event), profile) : entries.put(key, value, node);
    if (!fresh && !merge && repeats == Repeats.LAST_WINS) {
      entries.replace(key, value, node);
    } else if (!fresh) {
      throw JsonParser.duplicate(position(keyEvent), key);
    }
  }

  private String key(Event event) {
    try {
      String key =
          switch (event) {
            case ScalarEvent scalar -> scalars.key(scalar);
            case AliasEvent alias -> scalars.key(anchor(alias).value());
            default -> throw complexKey();
          };
      if (key.equals(Canonical.DECIMAL)) {
        throw Canonical.reserved(null);
      }
      count(event, Limits.weight(key.length()) - 1);
      return key;
    } catch (TreeException e) {
      throw e.at(position(event));
    }
  }

  private static TreeException complexKey() {
    return new TreeException(
        "TRE-0006", null, "A mapping or sequence is used as a key.", "Use text as keys.");
  }

  /** The mappings that a merge key names, the most important first. */
  private List<YamlEntries.Source> sources(Value value, int node, Event event) {
    if (value instanceof Mapping mapping) {
      return List.of(new YamlEntries.Source(mapping, node));
    }
    if (value instanceof Sequence(List<Value> items)
        && items.stream().allMatch(Mapping.class::isInstance)) {
      int[] itemNodes = marks.children(node, items.size());
      List<YamlEntries.Source> sources = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        sources.add(new YamlEntries.Source(items.get(i).asMapping(), itemNodes[i]));
      }
      return sources;
    }
    throw new TreeException(
        "TRE-0007",
        position(event),
        "The merge key names " + value.kindText() + ".",
        "Name a mapping or a sequence of mappings.");
  }

  private void enter(Event event) {
    checkDepth(event, ++depth);
    count(event, 1);
  }

  private void leave(int tallest) {
    depth--;
    height = tallest + 1;
  }

  private void checkDepth(Event event, int reached) {
    if (reached > limits.maxDepth()) {
      throw Limits.reached(position(event), "nested levels", limits.maxDepth());
    }
  }

  private void count(Event event, long weight) {
    nodes += weight;
    if (nodes > limits.maxNodes()) {
      throw Limits.reached(position(event), "nodes", limits.maxNodes());
    }
  }

  private Position position(Event event) {
    Mark mark = mark(event);
    return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Mark mark(Event event) {
    return event.getStartMark().orElseThrow();
  }
}
