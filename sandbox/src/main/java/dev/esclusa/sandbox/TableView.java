package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects as the rows that kubectl prints ({@code meta.k8s.io/v1 Table}). */
final class TableView {
  private final Registry registry;
  private final Ages ages;

  /** Made for the first table: a start should not wait for it. */
  private volatile @Nullable PrinterColumns builtIn;

  TableView(Registry registry, Ages ages) {
    this.registry = registry;
    this.ages = ages;
  }

  Mapping table(
      ResourceType type, List<Mapping> objects, @Nullable Value revision, Request request) {
    List<Column> columns = columns(type);
    String include = request.parameter("includeObject");
    List<Value> rows = new ArrayList<>();
    for (Mapping object : objects) rows.add(row(columns, object, include));
    Mapping metadata =
        revision instanceof Value.Text ? Value.mapping("resourceVersion", revision) : Meta.EMPTY;
    return Value.mapping(
        "kind",
        "Table",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        metadata,
        "columnDefinitions",
        columns.stream().map(Column::definition).toList(),
        "rows",
        new Sequence(rows));
  }

  private static Mapping row(List<Column> columns, Mapping object, String include) {
    List<Value> cells = new ArrayList<>();
    for (Column column : columns) cells.add(column.cell().apply(object));
    Mapping row = Value.mapping("cells", cells);
    return switch (include) {
      case "None" -> row;
      case "Object" -> row.with("object", object);
      default -> row.with("object", Views.partial(object));
    };
  }

  private List<Column> columns(ResourceType type) {
    CustomType custom = registry.custom(type);
    return custom == null ? builtIn().of(type) : custom(custom);
  }

  private PrinterColumns builtIn() {
    PrinterColumns known = builtIn;
    if (known == null) builtIn = known = new PrinterColumns(ages);
    return known;
  }

  private List<Column> custom(CustomType type) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.name(Meta::name));
    List<Mapping> declared = type.printerColumns();
    for (Mapping column : declared) {
      JsonPath path = JsonPath.parse(Meta.textOr(column, "", "jsonPath"));
      String kind = Meta.textOr(column, "string", "type");
      columns.add(
          new Column(
              Meta.textOr(column, "", "name"),
              kind,
              Meta.textOr(column, "", "format"),
              (int) Meta.longOr(column, 0, "priority"),
              object -> cell(path.find(object), kind)));
    }
    if (declared.isEmpty()) columns.add(Column.text("Age", ages::of));
    return columns;
  }

  /** Dates are shown as ages; what is not there is shown as nothing. */
  private Value cell(@Nullable Value found, String type) {
    if (found == null) return Value.NULL;
    if (type.equals("date"))
      return Value.of(ages.since(found instanceof Value.Text text ? text.value() : null));
    boolean plain = type.equals("integer") || type.equals("number") || type.equals("boolean");
    return plain || found instanceof Value.Text ? found : Value.of(found.toString());
  }
}
