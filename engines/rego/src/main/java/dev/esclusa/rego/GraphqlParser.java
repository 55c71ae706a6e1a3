package dev.esclusa.rego;

import dev.esclusa.rego.GraphqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads GraphQL queries and schemas into trees; see {@link GraphqlNode}. */
final class GraphqlParser {
  private static final int MAX_DEPTH = 300;
  private static final Set<String> LOCATIONS =
      Set.of(
          "QUERY",
          "MUTATION",
          "SUBSCRIPTION",
          "FIELD",
          "FRAGMENT_DEFINITION",
          "FRAGMENT_SPREAD",
          "INLINE_FRAGMENT",
          "VARIABLE_DEFINITION",
          "SCHEMA",
          "SCALAR",
          "OBJECT",
          "FIELD_DEFINITION",
          "ARGUMENT_DEFINITION",
          "INTERFACE",
          "UNION",
          "ENUM",
          "ENUM_VALUE",
          "INPUT_OBJECT",
          "INPUT_FIELD_DEFINITION");

  private final GraphqlLexer lexer;
  private final GraphqlNode nodes;
  private final BuiltinCall call;
  private final boolean builtIn;
  private GraphqlToken token = new GraphqlToken(Kind.END, "", 1, 1);
  private GraphqlToken previous = token;
  private RegoValue comment = RegoNull.NULL;
  private int depth;

  GraphqlParser(String text, GraphqlNode nodes, BuiltinCall call, boolean builtIn) {
    this.lexer = new GraphqlLexer(text);
    this.nodes = nodes;
    this.call = call;
    this.builtIn = builtIn;
    advance();
  }

  private void advance() {
    call.step(1);
    previous = token;
    List<RegoValue> comments = new ArrayList<>();
    token = lexer.next();
    while (token.is(Kind.COMMENT)) {
      comments.add(RegoObject.of("Value", RegoValue.of(token.value())));
      token = lexer.next();
    }
    comment = comments.isEmpty() ? RegoNull.NULL : RegoObject.of("List", RegoArray.of(comments));
  }

  private GraphqlToken take() {
    GraphqlToken taken = token;
    advance();
    return taken;
  }

  private BuiltinFailure bad(GraphqlToken place, String message) {
    return new GraphqlProblem(message, place.line(), place.column()).failure();
  }

  private BuiltinFailure unexpected(GraphqlToken place) {
    return bad(place, "Unexpected " + place);
  }

  private GraphqlToken expect(Kind kind) {
    if (!token.is(kind)) {
      throw bad(token, "Expected " + kind + ", found " + token.kind());
    }
    return take();
  }

  private void expectWord(String word) {
    if (!token.isName(word)) {
      throw bad(token, "Expected \"" + word + "\", found " + token);
    }
    advance();
  }

  private boolean skip(Kind kind) {
    if (token.is(kind)) {
      advance();
      return true;
    }
    return false;
  }

  private String name() {
    return expect(Kind.NAME).value();
  }

  private interface Reader {
    RegoValue read();
  }

  /** Between marks; at least one where some is set; nothing when the first mark is missing. */
  private RegoArray between(Kind open, Kind close, boolean some, Reader reader) {
    List<RegoValue> out = new ArrayList<>();
    if (!skip(open)) {
      return RegoArray.EMPTY;
    }
    if (++depth > MAX_DEPTH) {
      throw bad(token, "nests too deeply");
    }
    while (!token.is(close)) {
      out.add(reader.read());
    }
    depth--;
    if (some && out.isEmpty()) {
      throw bad(token, "expected at least one definition, found " + token.kind());
    }
    advance();
    return RegoArray.of(out);
  }

  /** A node without the members that hold nothing. */
  private static RegoObject node(Object... namesAndValues) {
    RegoObject.Builder out = RegoObject.builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      RegoValue value =
          namesAndValues[i + 1] instanceof String text
              ? RegoValue.of(text)
              : (RegoValue) namesAndValues[i + 1];
      boolean empty =
          value == RegoNull.NULL || value instanceof RegoArray array && array.size() == 0;
      if (!empty) {
        out.put((String) namesAndValues[i], value);
      }
    }
    return out.build();
  }

  RegoObject query() {
    List<RegoValue> operations = new ArrayList<>();
    List<RegoValue> fragments = new ArrayList<>();
    while (!token.is(Kind.END)) {
      if (token.is(Kind.BRACE_LEFT)
          || token.isName("query")
          || token.isName("mutation")
          || token.isName("subscription")) {
        operations.add(operation());
      } else if (token.isName("fragment")) {
        fragments.add(fragment());
      } else {
        throw unexpected(token);
      }
    }
    return node("Operations", RegoArray.of(operations), "Fragments", RegoArray.of(fragments));
  }

  private RegoValue operation() {
    GraphqlToken place = token;
    boolean bare = token.is(Kind.BRACE_LEFT);
    // gqlparser loses the comment of an operation without a keyword, and of values that are no list
    // or object
    RegoValue noted = bare ? RegoNull.NULL : comment;
    String kind = bare ? "query" : take().value();
    String name = !bare && token.is(Kind.NAME) ? take().value() : "";
    RegoArray variables = bare ? RegoArray.EMPTY : variables();
    RegoArray directives = bare ? RegoArray.EMPTY : directives(false);
    return nodes.at(
        place,
        node(
            "Operation",
            kind,
            "Name",
            name,
            "VariableDefinitions",
            variables,
            "Directives",
            directives,
            "SelectionSet",
            requiredSelections(),
            "Comment",
            noted));
  }

  private RegoArray variables() {
    return between(
        Kind.PAREN_LEFT,
        Kind.PAREN_RIGHT,
        true,
        () -> {
          GraphqlToken place = token;
          RegoValue noted = comment;
          expect(Kind.DOLLAR);
          String name = name();
          expect(Kind.COLON);
          RegoValue type = type();
          RegoValue value = skip(Kind.EQUALS) ? value(true) : RegoNull.NULL;
          return nodes.at(
              place,
              node(
                  "Variable",
                  name,
                  "Type",
                  type,
                  "DefaultValue",
                  value,
                  "Directives",
                  directives(false),
                  "Used",
                  RegoBoolean.FALSE,
                  "Comment",
                  noted));
        });
  }

  private RegoArray requiredSelections() {
    if (!token.is(Kind.BRACE_LEFT)) {
      throw bad(token, "Expected {, found " + token.kind());
    }
    return selections();
  }

  private RegoArray selections() {
    return between(
        Kind.BRACE_LEFT, Kind.BRACE_RIGHT, true, () -> token.is(Kind.SPREAD) ? spread() : field());
  }

  private RegoValue field() {
    GraphqlToken place = token;
    RegoValue noted = comment;
    String alias = name();
    String name = skip(Kind.COLON) ? name() : alias;
    RegoArray arguments = arguments(false);
    RegoArray directives = directives(false);
    return nodes.at(
        place,
        node(
            "Alias",
            alias,
            "Name",
            name,
            "Arguments",
            arguments,
            "Directives",
            directives,
            "SelectionSet",
            selections(),
            "Comment",
            noted));
  }

  private RegoValue spread() {
    RegoValue noted = comment;
    expect(Kind.SPREAD);
    GraphqlToken place = token;
    if (token.is(Kind.NAME) && !token.value().equals("on")) {
      String name = name();
      return nodes.at(place, node("Name", name, "Directives", directives(false), "Comment", noted));
    }
    String condition = "";
    if (token.isName("on")) {
      advance();
      condition = name();
    }
    RegoArray directives = directives(false);
    return nodes.at(
        place,
        node(
            "TypeCondition",
            condition,
            "Directives",
            directives,
            "SelectionSet",
            requiredSelections(),
            "Comment",
            noted));
  }

  private RegoValue fragment() {
    GraphqlToken place = token;
    RegoValue noted = comment;
    expectWord("fragment");
    if (token.isName("on")) {
      throw unexpected(token);
    }
    String name = name();
    RegoArray variables = variables();
    expectWord("on");
    String condition = name();
    RegoArray directives = directives(false);
    return nodes.at(
        place,
        node(
            "Name",
            name,
            "VariableDefinition",
            variables,
            "TypeCondition",
            condition,
            "Directives",
            directives,
            "SelectionSet",
            requiredSelections(),
            "Comment",
            noted));
  }

  private RegoArray arguments(boolean constant) {
    return between(
        Kind.PAREN_LEFT,
        Kind.PAREN_RIGHT,
        true,
        () -> {
          GraphqlToken place = token;
          RegoValue noted = comment;
          String name = name();
          expect(Kind.COLON);
          return nodes.at(place, node("Name", name, "Value", value(constant), "Comment", noted));
        });
  }

  private RegoArray directives(boolean constant) {
    List<RegoValue> out = new ArrayList<>();
    while (skip(Kind.AT)) {
      GraphqlToken place = token;
      String name = name();
      out.add(
          nodes.at(place, node("Name", name, "Arguments", arguments(constant), "Location", "")));
    }
    return RegoArray.of(out);
  }

  /**
   * Kinds are numbered as in gqlparser: 0 variable, 1 int, 2 float, 3 string, 4 block, 5 boolean, 6
   * null, 7 enum, 8 list, 9 object.
   */
  private RegoValue value(boolean constant) {
    GraphqlToken place = token;
    RegoValue noted = comment;
    RegoArray children = RegoArray.EMPTY;
    String raw = "";
    int kind =
        switch (token.kind()) {
          case INT -> 1;
          case FLOAT -> 2;
          case STRING -> 3;
          case BLOCK_STRING -> 4;
          case NAME ->
              switch (token.value()) {
                case "true", "false" -> 5;
                case "null" -> 6;
                default -> 7;
              };
          case BRACKET_LEFT -> 8;
          case BRACE_LEFT -> 9;
          case DOLLAR -> constant ? -1 : 0;
          default -> -1;
        };
    if (kind < 0) {
      throw unexpected(token);
    }
    if (kind == 8) {
      children =
          between(
              Kind.BRACKET_LEFT,
              Kind.BRACKET_RIGHT,
              false,
              () -> node("Name", "", "Value", value(constant)));
    } else if (kind == 9) {
      children = between(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, false, () -> objectField(constant));
    } else if (kind == 0) {
      advance();
      raw = name();
    } else {
      raw = take().value();
    }
    return nodes.at(
        place,
        node(
            "Raw",
            raw,
            "Children",
            children,
            "Kind",
            RegoNumber.of(kind),
            "ExpectedTypeHasDefault",
            RegoBoolean.FALSE,
            "Comment",
            kind >= 8 ? noted : RegoNull.NULL));
  }

  private RegoValue objectField(boolean constant) {
    GraphqlToken place = token;
    RegoValue noted = comment;
    String name = name();
    expect(Kind.COLON);
    return nodes.at(place, node("Name", name, "Value", value(constant), "Comment", noted));
  }

  private RegoValue type() {
    GraphqlToken place = token;
    String named = "";
    RegoValue element = RegoNull.NULL;
    if (skip(Kind.BRACKET_LEFT)) {
      place = token;
      if (++depth > MAX_DEPTH) {
        throw bad(token, "nests too deeply");
      }
      element = type();
      depth--;
      expect(Kind.BRACKET_RIGHT);
    } else {
      named = name();
    }
    return nodes.at(
        place, node("NamedType", named, "Elem", element, "NonNull", RegoValue.of(skip(Kind.BANG))));
  }

  RegoObject schema() {
    List<RegoValue> schemas = new ArrayList<>();
    List<RegoValue> schemaExtensions = new ArrayList<>();
    List<RegoValue> directives = new ArrayList<>();
    List<RegoValue> definitions = new ArrayList<>();
    List<RegoValue> extensions = new ArrayList<>();
    while (!token.is(Kind.END)) {
      RegoValue noted = RegoNull.NULL;
      String description = "";
      if (token.is(Kind.STRING) || token.is(Kind.BLOCK_STRING)) {
        noted = comment;
        description = take().value();
      }
      if (!token.is(Kind.NAME)) {
        throw unexpected(token);
      }
      switch (token.value()) {
        case "scalar", "type", "interface", "union", "enum", "input" ->
            definitions.add(definition(description, noted, false, comment));
        case "schema" -> schemas.add(schemaDefinition(description, noted, comment));
        case "directive" -> directives.add(directiveDefinition(description, noted));
        case "extend" -> {
          if (!description.isEmpty()) {
            throw unexpected(previous);
          }
          RegoValue after = comment;
          advance();
          if (token.isName("schema")) {
            schemaExtensions.add(schemaExtension(after));
          } else {
            extensions.add(definition("", RegoNull.NULL, true, after));
          }
        }
        default -> throw unexpected(token);
      }
    }
    return node(
        "Schema",
        RegoArray.of(schemas),
        "SchemaExtension",
        RegoArray.of(schemaExtensions),
        "Directives",
        RegoArray.of(directives),
        "Definitions",
        RegoArray.of(definitions),
        "Extensions",
        RegoArray.of(extensions),
        "Comment",
        comment);
  }

  private RegoValue schemaDefinition(String description, RegoValue before, RegoValue after) {
    advance();
    GraphqlToken place = token;
    RegoArray directives = directives(true);
    return nodes.at(
        place,
        node(
            "Description",
            description,
            "Directives",
            directives,
            "OperationTypes",
            operationTypes(),
            "BeforeDescriptionComment",
            before,
            "AfterDescriptionComment",
            after));
  }

  private RegoValue schemaExtension(RegoValue after) {
    RegoValue extension = schemaDefinition("", RegoNull.NULL, after);
    if (extension.get("Directives") == null && extension.get("OperationTypes") == null) {
      throw unexpected(token);
    }
    return extension;
  }

  private RegoArray operationTypes() {
    return between(
        Kind.BRACE_LEFT,
        Kind.BRACE_RIGHT,
        true,
        () -> {
          GraphqlToken place = token;
          RegoValue noted = comment;
          if (!token.isName("query")
              && !token.isName("mutation")
              && !token.isName("subscription")) {
            throw unexpected(token);
          }
          String operation = take().value();
          expect(Kind.COLON);
          return nodes.at(place, node("Operation", operation, "Type", name(), "Comment", noted));
        });
  }

  /** A type or an extension of one. */
  private RegoValue definition(
      String description, RegoValue before, boolean extension, RegoValue after) {
    String word = token.is(Kind.NAME) ? token.value() : "";
    String kind =
        switch (word) {
          case "scalar" -> "SCALAR";
          case "type" -> "OBJECT";
          case "interface" -> "INTERFACE";
          case "union" -> "UNION";
          case "enum" -> "ENUM";
          case "input" -> "INPUT_OBJECT";
          default -> throw unexpected(token);
        };
    advance();
    GraphqlToken place = token;
    String name = name();
    boolean implementing = kind.equals("OBJECT") || kind.equals("INTERFACE") && !extension;
    RegoArray interfaces = implementing ? interfaces() : RegoArray.EMPTY;
    RegoArray directives = directives(true);
    RegoArray fields =
        switch (kind) {
          case "OBJECT", "INTERFACE" ->
              between(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, true, () -> fieldDefinition(true));
          case "INPUT_OBJECT" ->
              between(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, true, () -> fieldDefinition(false));
          default -> RegoArray.EMPTY;
        };
    RegoArray types = kind.equals("UNION") ? members() : RegoArray.EMPTY;
    RegoArray values =
        kind.equals("ENUM")
            ? between(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, true, this::enumValue)
            : RegoArray.EMPTY;
    if (extension
        && interfaces.size() + directives.size() + fields.size() + types.size() + values.size()
            == 0) {
      throw unexpected(token);
    }
    return nodes.at(
        place,
        node(
            "Kind",
            kind,
            "Description",
            description,
            "Name",
            name,
            "Directives",
            directives,
            "Interfaces",
            interfaces,
            "Fields",
            fields,
            "Types",
            types,
            "EnumValues",
            values,
            "BuiltIn",
            RegoValue.of(builtIn),
            "BeforeDescriptionComment",
            before,
            "AfterDescriptionComment",
            after));
  }

  private RegoArray interfaces() {
    List<RegoValue> out = new ArrayList<>();
    if (token.isName("implements")) {
      advance();
      skip(Kind.AMP);
      do {
        out.add(RegoValue.of(name()));
      } while (skip(Kind.AMP));
    }
    return RegoArray.of(out);
  }

  private RegoArray members() {
    List<RegoValue> out = new ArrayList<>();
    if (skip(Kind.EQUALS)) {
      skip(Kind.PIPE);
      do {
        out.add(RegoValue.of(name()));
      } while (skip(Kind.PIPE));
    }
    return RegoArray.of(out);
  }

  private record Described(String text, RegoValue before, RegoValue after) {}

  private Described described() {
    if (!token.is(Kind.STRING) && !token.is(Kind.BLOCK_STRING)) {
      return new Described("", RegoNull.NULL, comment);
    }
    RegoValue before = comment;
    String text = take().value();
    return new Described(text, text.isEmpty() ? RegoNull.NULL : before, comment);
  }

  /** A field with arguments, or a field of an input object with a default value. */
  private RegoValue fieldDefinition(boolean output) {
    Described described = described();
    GraphqlToken place = token;
    String name = name();
    RegoArray arguments = output ? argumentDefinitions() : RegoArray.EMPTY;
    expect(Kind.COLON);
    RegoValue type = type();
    RegoValue value = !output && skip(Kind.EQUALS) ? value(true) : RegoNull.NULL;
    return nodes.at(
        place,
        node(
            "Description",
            described.text(),
            "Name",
            name,
            "Arguments",
            arguments,
            "DefaultValue",
            value,
            "Type",
            type,
            "Directives",
            directives(true),
            "BeforeDescriptionComment",
            described.before(),
            "AfterDescriptionComment",
            described.after()));
  }

  private RegoArray argumentDefinitions() {
    return between(
        Kind.PAREN_LEFT,
        Kind.PAREN_RIGHT,
        true,
        () -> {
          Described described = described();
          GraphqlToken place = token;
          String name = name();
          expect(Kind.COLON);
          RegoValue type = type();
          RegoValue value = skip(Kind.EQUALS) ? value(true) : RegoNull.NULL;
          return nodes.at(
              place,
              node(
                  "Description",
                  described.text(),
                  "Name",
                  name,
                  "DefaultValue",
                  value,
                  "Type",
                  type,
                  "Directives",
                  directives(true),
                  "BeforeDescriptionComment",
                  described.before(),
                  "AfterDescriptionComment",
                  described.after()));
        });
  }

  private RegoValue enumValue() {
    Described described = described();
    GraphqlToken place = token;
    String name = name();
    return nodes.at(
        place,
        node(
            "Description",
            described.text(),
            "Name",
            name,
            "Directives",
            directives(true),
            "BeforeDescriptionComment",
            described.before(),
            "AfterDescriptionComment",
            described.after()));
  }

  private RegoValue directiveDefinition(String description, RegoValue before) {
    RegoValue after = comment;
    advance();
    expect(Kind.AT);
    GraphqlToken place = token;
    String name = name();
    RegoArray arguments = argumentDefinitions();
    boolean repeatable = token.isName("repeatable");
    if (repeatable) {
      advance();
    }
    expectWord("on");
    skip(Kind.PIPE);
    List<RegoValue> locations = new ArrayList<>();
    do {
      GraphqlToken location = expect(Kind.NAME);
      if (!LOCATIONS.contains(location.value())) {
        throw unexpected(location);
      }
      locations.add(RegoValue.of(location.value()));
    } while (skip(Kind.PIPE));
    return nodes.at(
        place,
        node(
            "Description",
            description,
            "Name",
            name,
            "Arguments",
            arguments,
            "Locations",
            RegoArray.of(locations),
            "IsRepeatable",
            RegoValue.of(repeatable),
            "BeforeDescriptionComment",
            before,
            "AfterDescriptionComment",
            after));
  }
}
