package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON, YAML, base64, hexadecimal, URL queries and URIs. */
final class EncodingBuiltins {
  private EncodingBuiltins() {}

  static void declare(BuiltinTable table) {
    json(table);
    table.add(
        "yaml.marshal(x: any) -> y: string",
        (call, x) -> RegoString.of(GoYaml.write(x[0], Results.growing(call))));
    table.add(
        "yaml.unmarshal(x: string) -> y: any", (call, x) -> GoYaml.read(call, Operand.text(x, 1)));
    table.add(
        "yaml.is_valid(x: string) -> result: boolean",
        (call, x) ->
            RegoValue.of(
                x[0] instanceof RegoString text && holds(() -> GoYaml.read(call, text.value()))));
    base64(table);
    table.add(
        "hex.encode(x: string) -> y: string",
        (call, x) -> Results.text(call, HexFormat.of().formatHex(Operand.bytes(x, 1))));
    table.add(
        "hex.decode(x: string) -> y: string",
        (call, x) -> Results.text(call, hex(Operand.text(x, 1))));
    url(table);
  }

  private static void json(BuiltinTable table) {
    table.add("json.marshal(x: any) -> y: string", (call, x) -> Results.text(call, x[0].json()));
    table.add(
        "json.marshal_with_options(x: any, opts: {indent: string, prefix: string, pretty: boolean,"
            + " ...string: any}) -> y: string",
        EncodingBuiltins::jsonWithOptions);
    table.add(
        "json.unmarshal(x: string) -> y: any", (call, x) -> parsedJson(call, Operand.text(x, 1)));
    table.add(
        "json.is_valid(x: string) -> result: boolean",
        (call, x) ->
            RegoValue.of(
                x[0] instanceof RegoString text && holds(() -> parsedJson(call, text.value()))));
  }

  private static void base64(BuiltinTable table) {
    table.add(
        "base64.encode(x: string) -> y: string",
        (call, x) -> Results.text(call, Base64.getEncoder().encodeToString(Operand.bytes(x, 1))));
    table.add(
        "base64.decode(x: string) -> y: string",
        (call, x) -> Results.text(call, GoBytes.text(GoBase64.standard(Operand.text(x, 1)))));
    table.add(
        "base64.is_valid(x: string) -> result: boolean",
        (call, x) ->
            RegoValue.of(
                x[0] instanceof RegoString text && holds(() -> GoBase64.standard(text.value()))));
    table.add(
        "base64url.encode(x: string) -> y: string",
        (call, x) ->
            Results.text(call, Base64.getUrlEncoder().encodeToString(Operand.bytes(x, 1))));
    table.add(
        "base64url.encode_no_pad(x: string) -> y: string",
        (call, x) ->
            Results.text(
                call, Base64.getUrlEncoder().withoutPadding().encodeToString(Operand.bytes(x, 1))));
    table.add(
        "base64url.decode(x: string) -> y: string",
        (call, x) -> Results.text(call, GoBytes.text(GoBase64.url(Operand.text(x, 1)))));
  }

  private static void url(BuiltinTable table) {
    table.add(
        "urlquery.encode(x: string) -> y: string",
        (call, x) -> Results.text(call, GoUrl.queryEscape(Operand.text(x, 1))));
    table.add(
        "urlquery.decode(x: string) -> y: string",
        (call, x) -> Results.text(call, GoUrl.queryUnescape(Operand.text(x, 1))));
    table.add(
        "urlquery.encode_object(object: object[string: (string | array[string] | set[string])]) ->"
            + " y: string",
        EncodingBuiltins::encodeObject);
    table.add(
        "urlquery.decode_object(x: string) -> object: object[string: array[string]]",
        EncodingBuiltins::decodeObject);
    table.add(
        "uri.parse(uri: string) -> output: object[string: string]",
        (call, x) -> GoUrl.parse(Operand.text(x, 1)).members());
    table.add(
        "uri.is_valid(uri: string) -> result: boolean",
        (call, x) ->
            RegoValue.of(
                x[0] instanceof RegoString text
                    && !text.value().isEmpty()
                    && holds(() -> GoUrl.parse(text.value()))));
  }

  private static boolean holds(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (BuiltinFailure bad) {
      return false;
    }
  }

  static RegoValue parsedJson(BuiltinCall call, String text) {
    call.step(text.length() / 4);
    call.allocate(4L * text.length());
    try {
      return RegoJson.read(GoBytes.of(text));
    } catch (RegoException bad) {
      throw new BuiltinFailure(bad.reason());
    }
  }

  private static RegoValue jsonWithOptions(BuiltinCall call, RegoValue[] operands) {
    String indent = "\t";
    String prefix = "";
    boolean pretty = false;
    boolean said = false;
    RegoObject options = Operand.object(operands, 2);
    for (int i = 0; i < options.size(); i++) {
      String key =
          options.keyAt(i) instanceof RegoString text ? text.value() : options.keyAt(i).toString();
      RegoValue value = options.valueAt(i);
      switch (key) {
        case "prefix" -> prefix = option(key, value);
        case "indent" -> indent = option(key, value);
        case "pretty" -> {
          if (!(value instanceof RegoBoolean bool)) {
            throw Operand.refused(2, "key pretty failed cast to bool");
          }
          said = true;
          pretty = bool.value();
        }
        default -> throw Operand.refused(2, "object contained unknown key " + key);
      }
    }
    boolean implied = options.get("prefix") != null || options.get("indent") != null;
    if (!(said ? pretty : implied)) {
      return Results.text(call, operands[0].json());
    }
    IndentedJson out = new IndentedJson(prefix, indent, Results.growing(call));
    return RegoString.of(prefix + out.write(operands[0]));
  }

  private static String option(String key, RegoValue value) {
    if (value instanceof RegoString text) {
      return text.value();
    }
    throw Operand.refused(
        2,
        "key "
            + key
            + " failed cast to string: operand 0 must be string but got "
            + value.typeName());
  }

  private static String hex(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        int rune = text.codePointAt(i);
        String shown =
            rune < 0x80 && GoText.isPrintable(rune)
                ? "U+%04X '%s'".formatted(rune, Character.toString(rune))
                : "U+%04X".formatted(GoBytes.of(text)[GoBytes.length(text.substring(0, i))] & 0xFF);
        throw new BuiltinFailure("encoding/hex: invalid byte: " + shown);
      }
      if (i / 2 < bytes.length) {
        bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
      }
    }
    if (text.length() % 2 == 1) {
      throw new BuiltinFailure("encoding/hex: odd length hex string");
    }
    return GoBytes.text(bytes);
  }

  private static RegoValue encodeObject(BuiltinCall call, RegoValue[] operands) {
    if (!(operands[0] instanceof RegoObject object)) {
      throw BuiltinFailure.operand(1, "object", operands[0]);
    }
    TreeMap<String, RegoValue> members = new TreeMap<>(RegoString::compare);
    object.forEach((key, value) -> members.put(RegoJson.key(key), value));
    List<String> pairs = new ArrayList<>();
    members.forEach(
        (name, member) -> {
          RegoValue[] values =
              member instanceof RegoString ? new RegoValue[] {member} : listed(member);
          for (RegoValue value : values) {
            if (!(value instanceof RegoString text)) {
              throw badValues();
            }
            pairs.add(GoUrl.queryEscape(name) + "=" + GoUrl.queryEscape(text.value()));
          }
        });
    return Results.text(call, String.join("&", pairs));
  }

  private static RegoValue[] listed(RegoValue value) {
    return switch (value) {
      case RegoArray array -> array.items();
      case RegoSet set -> set.sorted();
      default -> throw badValues();
    };
  }

  private static BuiltinFailure badValues() {
    return Operand.refused(1, "values must be string, array[string], or set[string]");
  }

  private static RegoValue decodeObject(BuiltinCall call, RegoValue[] operands) {
    Map<String, List<RegoValue>> found = new TreeMap<>(RegoString::compare);
    for (String pair : Operand.text(operands, 1).split("&", -1)) {
      call.step(1 + pair.length());
      if (pair.indexOf(';') >= 0) {
        throw new BuiltinFailure("invalid semicolon separator in query");
      }
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = GoUrl.queryUnescape(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : GoUrl.queryUnescape(pair.substring(equals + 1));
        found.computeIfAbsent(key, k -> new ArrayList<>()).add(RegoString.of(value));
      }
    }
    RegoObject.Builder out = RegoObject.builder();
    found.forEach((key, values) -> out.put(key, RegoArray.of(values)));
    return out.build();
  }
}
