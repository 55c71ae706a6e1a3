package dev.esclusa.rego;

/** JSON in lines, as Go's json.MarshalIndent writes it. */
final class IndentedJson {
  private final String prefix;
  private final String indent;
  private final TextLimit limit;
  private final StringBuilder out = new StringBuilder();

  IndentedJson(String prefix, String indent, TextLimit limit) {
    this.prefix = prefix;
    this.indent = indent;
    this.limit = limit;
  }

  String write(RegoValue value) {
    value(value, 0);
    return out.toString();
  }

  private void value(RegoValue value, int depth) {
    switch (value) {
      case RegoArray array -> items(array.items(), depth);
      case RegoSet set -> items(set.sorted(), depth);
      case RegoObject object -> members(object, depth);
      default -> RegoJson.write(value, out, true);
    }
    limit.reached(out.length());
  }

  private void items(RegoValue[] items, int depth) {
    out.append('[');
    for (int i = 0; i < items.length; i++) {
      line(i > 0, depth + 1);
      value(items[i], depth + 1);
    }
    end(items.length, depth, ']');
  }

  private void members(RegoObject object, int depth) {
    out.append('{');
    for (int i = 0; i < object.size(); i++) {
      line(i > 0, depth + 1);
      RegoJson.quote(RegoJson.key(object.keyAt(i)), out, true);
      out.append(": ");
      value(object.valueAt(i), depth + 1);
    }
    end(object.size(), depth, '}');
  }

  private void end(int size, int depth, char close) {
    if (size > 0) {
      line(false, depth);
    }
    out.append(close);
  }

  private void line(boolean comma, int depth) {
    out.append(comma ? ",\n" : "\n").append(prefix).append(indent.repeat(depth));
  }
}
