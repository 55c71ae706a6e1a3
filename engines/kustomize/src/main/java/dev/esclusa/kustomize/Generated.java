package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Rules.Generator;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes ConfigMaps and Secrets from literals, files and env files (internal/generators, kv). */
final class Generated {
  private static final int BASE64_LINE = 70;

  private final Generator rule;
  private final Loader loader;
  private final BuildState build;
  private final Map<String, byte[]> entries = new TreeMap<>();

  /** What a generated object does to the one of the same identity. */
  enum Behavior {
    CREATE,
    MERGE,
    REPLACE;

    static Behavior of(String text) {
      return switch (text) {
        case "merge" -> MERGE;
        case "replace" -> REPLACE;
        default -> CREATE;
      };
    }
  }

  private Generated(Generator rule, Loader loader, BuildState build) {
    this.rule = rule;
    this.loader = loader;
    this.build = build;
  }

  static Resource make(Generator rule, Loader loader, BuildState build, Step step) {
    if (rule.name().isEmpty()) {
      throw new KustomizeException(
          Code.GENERATOR, rule.position(), "The generator has no name.", "Write name: and a name.");
    }
    return new Generated(rule, loader, build).make(step);
  }

  private Resource make(Step step) {
    read();
    Value object =
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            rule.secret() ? "Secret" : "ConfigMap",
            "metadata",
            Value.mapping("name", rule.name()));
    if (!rule.namespace().isEmpty()) {
      object = object.with(Pointer.of("metadata", "namespace"), Value.of(rule.namespace()));
    }
    if (rule.secret()) {
      String type = rule.type().isEmpty() ? "Opaque" : rule.type();
      object = object.with(Pointer.of("type"), Value.of(type));
      object = object.with(Pointer.of("data"), Value.mapping());
    }
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      object = withEntry(object, entry.getKey(), entry.getValue(), rule.secret());
    }
    Resource made = new Resource(withOptions(object), step);
    if (!rule.options().disableHash()) {
      made.wantHash();
    }
    return made;
  }

  private Value withOptions(Value object) {
    Value result = object;
    if (!rule.options().labels().isEmpty()) {
      result = Resource.withTexts(result, "labels", rule.options().labels());
    }
    if (!rule.options().annotations().isEmpty()) {
      result = Resource.withTexts(result, "annotations", rule.options().annotations());
    }
    return rule.options().immutable() ? result.with(Pointer.of("immutable"), Value.TRUE) : result;
  }

  private static Value withEntry(Value object, String key, byte[] content, boolean secret) {
    if (secret) {
      return object.with(Pointer.of("data", key), Value.of(base64(content)));
    }
    String text = utf8(content);
    return text == null
        ? object.with(Pointer.of("binaryData", key), Value.of(base64(content)))
        : object.with(Pointer.of("data", key), Value.of(text));
  }

  /** The data of both, that of the new one winning (Resource.MergeDataMapFrom). */
  static void mergeData(Resource made, Resource old, Step step) {
    Value result = made.root();
    for (String field : new String[] {"data", "binaryData"}) {
      Map<String, String> both = new TreeMap<>(Resource.textMap(old.root().at(field)));
      both.putAll(Resource.textMap(made.root().at(field)));
      result =
          both.isEmpty()
              ? result.without(Pointer.of(field))
              : result.with(Pointer.of(field), Value.of(both));
    }
    made.set(result, step);
  }

  private void read() {
    for (Listed env : rule.envs()) {
      readEnv(env);
    }
    for (Listed literal : rule.literals()) {
      int equals = literal.text().indexOf('=');
      if (equals <= 0) {
        throw refuse(literal, "The literal '" + literal.text() + "' is no key=value.");
      }
      String value = unquoted(literal.text().substring(equals + 1));
      put(literal.text().substring(0, equals), value.getBytes(StandardCharsets.UTF_8), literal);
    }
    for (Listed file : rule.files()) {
      readFile(file);
    }
  }

  private void readFile(Listed file) {
    String text = file.text();
    int equals = text.indexOf('=');
    if (equals == 0 || equals == text.length() - 1 || text.indexOf('=', equals + 1) > equals) {
      if (equals >= 0) {
        throw refuse(file, "The file source '" + text + "' is no path and no key=path.");
      }
    }
    String path = text.substring(equals + 1);
    String key = equals < 0 ? Folders.last(path) : text.substring(0, equals);
    put(key, loader.file(new Listed(path, file.position())).bytes(), file);
  }

  private void readEnv(Listed env) {
    byte[] bytes = loader.file(env).bytes();
    String text = utf8(bytes);
    if (text == null) {
      throw refuse(env, "The env file " + env.text() + " is not UTF-8.");
    }
    text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (String line : text.split("\n", -1)) {
      String entry = (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
      entry = entry.stripLeading();
      if (entry.isEmpty() || entry.startsWith("#")) {
        continue;
      }
      int equals = entry.indexOf('=');
      String key = equals < 0 ? entry : entry.substring(0, equals);
      String value = equals < 0 ? "" : entry.substring(equals + 1);
      if (!key.isEmpty()) {
        put(key, value.getBytes(StandardCharsets.UTF_8), env);
      }
    }
  }

  private void put(String key, byte[] value, Listed source) {
    build.checkText(value.length, source.position());
    if (!(Scalars.plain(key) instanceof Value.Text)) {
      throw refuse(source, "The key '" + key + "' is no text; kustomize cannot print it.");
    }
    if (entries.put(key, value) != null) {
      throw refuse(source, "The key '" + key + "' of " + rule.name() + " stands twice.");
    }
  }

  private static KustomizeException refuse(Listed source, String fault) {
    return new KustomizeException(
        Code.GENERATOR, source.position(), fault, "Mend the source of the generator.");
  }

  private static String unquoted(String text) {
    int last = text.length() - 1;
    boolean quoted =
        last > 0
            && text.charAt(0) == text.charAt(last)
            && (text.charAt(0) == '"' || text.charAt(0) == '\'');
    return quoted ? text.substring(1, last) : text;
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null; // binary content, by definition
    }
  }

  /** Lines of 70 characters where one is not enough (kyaml encodeBase64). */
  private static String base64(byte[] content) {
    String dense = Base64.getEncoder().encodeToString(content);
    if (dense.length() < BASE64_LINE) {
      return dense;
    }
    StringBuilder lines = new StringBuilder(dense.length() + dense.length() / BASE64_LINE + 1);
    for (int i = 0; i < dense.length(); i += BASE64_LINE) {
      lines.append(dense, i, Math.min(i + BASE64_LINE, dense.length())).append('\n');
    }
    return lines.toString();
  }
}
