package dev.esclusa.rego;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Writes calls of built-ins: arguments known to be good with changes here and there, values of the
 * declared types with awkward content, and sometimes values of other types.
 */
final class RandomCalls {
  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("equal", "=="),
          Map.entry("neq", "!="),
          Map.entry("lt", "<"),
          Map.entry("lte", "<="),
          Map.entry("gt", ">"),
          Map.entry("gte", ">="),
          Map.entry("plus", "+"),
          Map.entry("minus", "-"),
          Map.entry("mul", "*"),
          Map.entry("div", "/"),
          Map.entry("rem", "%"),
          Map.entry("and", "&"),
          Map.entry("or", "|"),
          Map.entry("internal.member_2", " in "));

  private static final String[] WORDS = {
    "",
    "a",
    "A",
    " ",
    "abc",
    "a,b,,c",
    "añb",
    "é",
    "e\u0301",
    "😀",
    "a😀b",
    "\u0000",
    "\n",
    "\t\r ",
    "\u00a0",
    "\u2003x\u3000",
    "ﬁ",
    "İ",
    "ß",
    "ſ",
    "ς",
    "Σ",
    "ǆ",
    "\ufeffx",
    "<a&b>",
    "\"",
    "\\",
    "%",
    "%20",
    "+",
    "a b",
    "null",
    "true",
    "1",
    "-1",
    "1.5",
    "0x1F",
    "1e3",
    "[1,2]",
    "{\"a\": 1}",
    "a.b.c",
    "/a/b",
    "foo/bar/baz",
    "http://x.y:80/p?q=1#f",
    "🏳️‍🌈",
    "\u200b",
    "\u2028",
    "aaaaaa",
    "$1",
    "${x}",
    "{{.a}}",
    "x=y",
    "x=y&x=z&=&a",
    "AbC-dEf_9",
    "===",
    "~",
    "\u007f",
    "\u0085"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "3",
    "7",
    "10",
    "16",
    "36",
    "37",
    "63",
    "64",
    "65",
    "100",
    "0.5",
    "-0.5",
    "1.5",
    "2.5",
    "-2.5",
    "1.0",
    "1.10",
    "3.14159",
    "0.1",
    "0.2",
    "1e3",
    "1E3",
    "1e-7",
    "1e21",
    "1e20",
    "123456789012345678901234567890",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "4294967296",
    "2147483648",
    "1e100",
    "1e308",
    "1.7976931348623157e308",
    "4.9e-324",
    "1e-400",
    "1e400",
    "0.30000000000000004",
    "1e15",
    "123456.789",
    "1.23456789012345678901234567890",
    "100000000000000000000000",
    "0.000001",
    "0.0000001",
    "5e-1",
    "1e0",
    "-1e2",
    "1577836800000000000",
    "-62135596800000000000",
    "253402300800000000000"
  };
  private static final String ALPHABET =
      "aZ09 .,:;/-+*?[]{}()\\%$#&=<>|^!@~_\"'\n\té😀\u0301TZzsdvnxpi";

  private final RandomGenerator random;
  private final Map<String, List<RegoArray>> known;

  RandomCalls(RandomGenerator random, Map<String, List<RegoArray>> known) {
    this.random = random;
    this.known = known;
  }

  /** The names that can be called with any number of cases and the same result every time. */
  static List<String> names() {
    TreeMap<String, Builtins.Declared> names = new TreeMap<>();
    for (Builtins.Declared one : Builtins.all()) {
      names.put(one.name(), one);
    }
    List.of(
            "assign",
            "eq",
            "print",
            "trace",
            "internal.print",
            "internal.test_case",
            "internal.template_string",
            "internal.member_3",
            "rego.metadata.chain",
            "rego.metadata.rule",
            "time.now_ns",
            "http.send",
            "opa.runtime",
            "rand.intn",
            "uuid.rfc4122",
            "net.lookup_ip_addr")
        .forEach(names::remove);
    names.values().removeIf(Builtins.Declared::deprecated);
    return List.copyOf(names.keySet());
  }

  /** An expression for the result of the call. */
  String expression(String name) {
    List<String> arguments = new ArrayList<>();
    for (RegoValue value : arguments(name)) {
      arguments.add("[input.z, " + term(value) + "][input.one]");
    }
    String operator = OPERATORS.get(name);
    if (operator != null) {
      return arguments.get(0) + " " + operator + " " + arguments.get(1);
    }
    String call = name + "(" + String.join(", ", arguments) + ")";
    return switch (name) {
      case "walk" -> "[w | " + call.substring(0, call.length() - 1) + ", w)]";
      // the verdict: what is wrong comes in any order, in words of the library
      case "json.verify_schema", "json.match_schema" -> call + "[0]";
      case "io.jwt.encode_sign", "io.jwt.encode_sign_raw" ->
          "array.slice(split(" + call + ", \".\"), 0, 2)";
      default -> call;
    };
  }

  private RegoValue[] arguments(String name) {
    Builtins.Declared declared = Builtins.of(name);
    List<Type> types = declared.type().arguments();
    RegoValue[] values = new RegoValue[types.size()];
    List<RegoArray> examples = known.getOrDefault(name, List.of());
    boolean example = !examples.isEmpty() && random.nextInt(5) != 0;
    if (example) {
      RegoArray chosen = examples.get(random.nextInt(examples.size()));
      for (int i = 0; i < values.length; i++) {
        values[i] = chosen.at(i);
      }
      int changes = random.nextInt(3);
      for (int i = 0; i < changes && values.length > 0; i++) {
        int place = random.nextInt(values.length);
        values[place] = random.nextInt(6) == 0 ? other(examples, place) : changed(values[place]);
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(12) == 0 ? any(2) : typed(name, i, types.get(i), 3);
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = affordable(name, i, values[i]);
    }
    return values;
  }

  /** What would take opa minutes, or all memory, in its place something small. */
  private RegoValue affordable(String name, int place, RegoValue value) {
    boolean wide =
        value instanceof RegoString text
            && text.value().contains("/")
            && !text.value().matches("(.*\\..*/(2[4-9]|3.))|(.*:.*/12.)");
    boolean far =
        value instanceof RegoNumber number
            && number.decimal().abs().compareTo(BigDecimal.valueOf(5000)) > 0;
    return switch (name) {
      case "net.cidr_expand" -> wide ? RegoValue.of("10.0.0.8/29") : value;
      case "numbers.range", "numbers.range_step", "bits.lsh", "format_int" ->
          far && (place > 0 || !name.startsWith("bits")) && !name.equals("format_int")
              ? RegoValue.of(random.nextInt(70))
              : value;
      // Go's dates wrap around at the ends of time
      case "time.add_date" -> far && place > 0 ? RegoValue.of(random.nextInt(70)) : value;
      default -> value;
    };
  }

  private RegoValue other(List<RegoArray> examples, int place) {
    return examples.get(random.nextInt(examples.size())).at(place);
  }

  private RegoValue typed(String name, int place, Type type, int depth) {
    String[] pool = Pools.of(name, place);
    return switch (type) {
      case Type.Any a -> any(depth);
      case Type.Unknown u -> any(depth);
      case Type.Function f -> any(depth);
      case Type.Null n -> RegoNull.NULL;
      case Type.Bool b -> RegoValue.of(random.nextBoolean());
      case Type.Num n -> number();
      case Type.Text t -> pool.length > 0 && random.nextInt(8) > 0 ? pooled(pool) : text();
      case Type.Or or ->
          typed(name, place, or.types().get(random.nextInt(or.types().size())), depth);
      case Type.Set set -> {
        List<RegoValue> items = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
          items.add(typed(name, place, set.element(), depth - 1));
        }
        yield RegoSet.of(items);
      }
      case Type.Array array -> {
        List<RegoValue> items = new ArrayList<>();
        for (Type one : array.prefix()) {
          items.add(typed(name, place, one, depth - 1));
        }
        int more = array.rest() == null ? 0 : random.nextInt(4);
        for (int i = 0; i < more; i++) {
          items.add(typed(name, place, array.rest(), depth - 1));
        }
        yield RegoArray.of(items);
      }
      case Type.Obj object -> {
        RegoObject.Builder members = RegoObject.builder();
        for (Type.Member member : object.members()) {
          members.put(member.key(), typed(name, place, member.value(), depth - 1));
        }
        int more = object.keys() == null ? 0 : random.nextInt(4);
        for (int i = 0; i < more; i++) {
          members.put(
              typed(name, place, object.keys(), 1), typed(name, place, object.values(), depth - 1));
        }
        yield members.build();
      }
    };
  }

  private RegoValue pooled(String[] pool) {
    RegoValue value = RegoValue.of(pool[random.nextInt(pool.length)]);
    return random.nextInt(3) == 0 ? changed(value) : value;
  }

  private RegoValue number() {
    return random.nextInt(3) == 0
        ? RegoValue.of(random.nextInt(-5, 12))
        : RegoNumber.parse(NUMBERS[random.nextInt(NUMBERS.length)]);
  }

  private RegoValue text() {
    String word = WORDS[random.nextInt(WORDS.length)];
    return RegoValue.of(random.nextInt(4) == 0 ? word + WORDS[random.nextInt(WORDS.length)] : word);
  }

  private RegoValue any(int depth) {
    int kind = random.nextInt(depth <= 0 ? 5 : 9);
    return switch (kind) {
      case 0 -> RegoNull.NULL;
      case 1 -> RegoValue.of(random.nextBoolean());
      case 2 -> number();
      case 3, 4 -> text();
      case 5, 6 -> RegoArray.of(several(depth));
      case 7 -> RegoSet.of(several(depth));
      default -> {
        RegoObject.Builder members = RegoObject.builder();
        for (RegoValue value : several(depth)) {
          members.put(random.nextInt(5) == 0 ? any(1) : text(), value);
        }
        yield members.build();
      }
    };
  }

  private List<RegoValue> several(int depth) {
    List<RegoValue> items = new ArrayList<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      items.add(any(depth - 1));
    }
    return items;
  }

  private RegoValue changed(RegoValue value) {
    if (random.nextInt(12) == 0) {
      return any(2);
    }
    return switch (value) {
      case RegoNull n -> any(1);
      case RegoBoolean b -> RegoValue.of(random.nextBoolean());
      case RegoNumber n -> number();
      case RegoString text -> RegoValue.of(changed(text.value()));
      case RegoArray array -> {
        List<RegoValue> items = changed(array.items());
        yield random.nextInt(10) == 0 ? RegoSet.of(items) : RegoArray.of(items);
      }
      case RegoSet set -> {
        List<RegoValue> items = changed(set.items());
        yield random.nextInt(10) == 0 ? RegoArray.of(items) : RegoSet.of(items);
      }
      case RegoObject object -> {
        RegoObject.Builder members = RegoObject.builder();
        int at = object.size() == 0 ? -1 : random.nextInt(object.size());
        int what = random.nextInt(6);
        for (int i = 0; i < object.size(); i++) {
          if (i != at || what > 1) {
            boolean here = i == at && what > 2;
            members.put(object.keyAt(i), here ? changed(object.valueAt(i)) : object.valueAt(i));
          } else if (what == 1) {
            members.put(changed(object.keyAt(i)), object.valueAt(i));
          }
        }
        if (what == 2 || at < 0) {
          members.put(text(), any(1));
        }
        yield members.build();
      }
    };
  }

  private List<RegoValue> changed(RegoValue[] values) {
    List<RegoValue> items = new ArrayList<>(List.of(values));
    int what = random.nextInt(5);
    if (items.isEmpty() || what == 0) {
      items.add(random.nextInt(items.size() + 1), any(1));
      return items;
    }
    int at = random.nextInt(items.size());
    if (what == 1) {
      items.remove(at);
    } else {
      items.set(at, changed(items.get(at)));
    }
    return items;
  }

  private String changed(String text) {
    int[] points = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    int at = points.length == 0 ? 0 : random.nextInt(points.length);
    int[] letters = ALPHABET.codePoints().toArray();
    int letter = letters[random.nextInt(letters.length)];
    int what = random.nextInt(7);
    for (int i = 0; i < points.length; i++) {
      if (i == at && what == 0) {
        continue;
      }
      if (i == at && what == 1) {
        out.appendCodePoint(letter);
        continue;
      }
      if (i == at && (what == 2 || what == 3)) {
        out.appendCodePoint(what == 2 ? letter : points[i]);
      }
      if (i == at && what == 4) {
        return out.toString();
      }
      out.appendCodePoint(points[i]);
    }
    if (what == 5) {
      return out.append(WORDS[random.nextInt(WORDS.length)]).toString();
    }
    if (what == 6) {
      return WORDS[random.nextInt(WORDS.length)];
    }
    return points.length == 0 ? Character.toString(letter) : out.toString();
  }

  /** The value as Rego source. */
  static String term(RegoValue value) {
    StringBuilder out = new StringBuilder();
    term(value, out);
    return out.toString().replace("\ufeff", "\\ufeff");
  }

  private static void term(RegoValue value, StringBuilder out) {
    switch (value) {
      case RegoNull n -> out.append("null");
      case RegoBoolean b -> out.append(b.value());
      case RegoNumber number -> out.append(number.text());
      case RegoString text -> RegoJson.quote(text.value(), out, false);
      case RegoArray array -> items("[", array.items(), "]", out);
      case RegoSet set when set.size() == 0 -> out.append("set()");
      case RegoSet set -> items("{", set.items(), "}", out);
      case RegoObject object -> {
        out.append('{');
        for (int i = 0; i < object.size(); i++) {
          out.append(i == 0 ? "" : ", ");
          term(object.keyAt(i), out);
          out.append(": ");
          term(object.valueAt(i), out);
        }
        out.append('}');
      }
    }
  }

  private static void items(String open, RegoValue[] items, String close, StringBuilder out) {
    out.append(open);
    for (int i = 0; i < items.length; i++) {
      out.append(i == 0 ? "" : ", ");
      term(items[i], out);
    }
    out.append(close);
  }

  /** Arguments known to be good, by the name of the built-in, from {@code builtins/*.txt}. */
  static Map<String, List<RegoArray>> examples(List<String> lines) {
    Map<String, List<RegoArray>> examples = new HashMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      int arrow = line.lastIndexOf(" => ");
      if (line.startsWith("#") || space < 0) {
        continue;
      }
      String arguments = arrow < 0 ? line.substring(space) : line.substring(space, arrow);
      examples
          .computeIfAbsent(line.substring(0, space), name -> new ArrayList<>())
          .add((RegoArray) RegoJson.read(arguments.getBytes(StandardCharsets.UTF_8)));
    }
    return examples;
  }

  /** What texts of the topic look like. */
  private static final class Pools {
    private static final String[] NONE = {};
    private static final String[] DIGIT_TEXTS = {
      "1",
      "-1",
      "+1",
      "1.",
      ".5",
      "1e5",
      "1E+5",
      "0x10",
      "0b1",
      "0o7",
      "1_000",
      " 1",
      "1 ",
      "01",
      "-0",
      "--1",
      "Inf",
      "NaN",
      "-inf",
      "1e400",
      "1e-400",
      "1.0",
      "infinity",
      "",
      "1,5",
      "٣",
      "1e",
      "0.0001",
      "123456789012345678901234567890",
      "0X1p4"
    };
    private static final String[] PATTERNS = {
      "a",
      "a*",
      "a+?",
      "[a-c]+",
      "(a)(b)?",
      "(?P<x>a)|b",
      "(?i)ABC",
      "^a$",
      "(?m)^b",
      "(?s).",
      "\\d+",
      "\\pL+",
      "\\p{Greek}",
      "[[:alpha:]]",
      "a{2,3}",
      "a{1001}",
      "(",
      "[",
      "a**",
      "\\",
      "\\Q.\\E",
      "x*",
      "",
      "(|a)*",
      "(a|b)*c",
      "\\bfoo\\b",
      "[^a]",
      "\\x{1F600}",
      "\\C",
      "(?U)a+",
      "(?<n>a)",
      "\\z",
      "\\Z",
      "\\1",
      "(?=a)",
      "[a-\\d]",
      "[z-a]",
      "é+",
      ".*",
      "..",
      "\\s",
      "\\h",
      "[\\w-]+",
      "(?:a|(b))+",
      "$",
      "^"
    };
    private static final String[] GLOBS = {
      "*",
      "**",
      "?",
      "a*",
      "*.github.com",
      "api.*.com",
      "api.**.com",
      "[abc]",
      "[!abc]",
      "[a-z]",
      "[!a-z]x",
      "{cat,bat,[fr]at}",
      "{a,b}*",
      "{,a}",
      "\\*",
      "a\\",
      "[",
      "{",
      "{a,{b,c}}",
      "}",
      "]",
      "[a",
      "[]",
      "[!]",
      "[a-]",
      "a**b",
      "*?*",
      "**/x",
      "*:*",
      "{*,**}.x",
      "é?",
      "😀*",
      "",
      "a,b",
      "[a,b]",
      "{a*b,c}",
      "{a,b}{c,d}",
      "??*"
    };
    private static final String[] GLOB_TEXTS = {
      "api.github.com",
      "github.com",
      "cat",
      "a.b.c",
      "a:b",
      "abc",
      "x",
      "",
      "a/b/x",
      "éa",
      "😀",
      "a,b",
      "*",
      "ac",
      "bd",
      "rat"
    };
    private static final String[] INTERSECT = {
      "a.*",
      "[a-z]+",
      "[a-z]*b",
      ".*",
      "a+b+",
      "[^a]",
      "\\.a",
      "a?",
      "b*",
      "[0-9]{2}",
      "",
      "+",
      "[a",
      "é.",
      "[a-c]+d",
      "x\\*",
      ".",
      "..+"
    };
    private static final String[] CIDRS = {
      "10.0.0.0/8",
      "10.1.2.3/24",
      "10.1.2.3",
      "192.168.1.255/32",
      "0.0.0.0/0",
      "10.0.0.0/33",
      "10.0.0/8",
      "010.0.0.0/8",
      "1.2.3.4/08",
      "::/0",
      "2001:db8::/32",
      "2001:db8::1",
      "2001:db8::1/128",
      "::ffff:10.0.0.1",
      "::ffff:10.0.0.1/104",
      "fe80::1%eth0",
      "fe80::1%eth0/64",
      "1.2.3.256",
      "::1/129",
      "",
      "10.0.0.0/8/8",
      " 10.0.0.0/8",
      "10.0.0.0/-1",
      "10.0.0.0/30",
      "2001:db8::/126",
      "1::2::3",
      "10.0.0.0/31",
      "10.128.0.0/9",
      "10.0.0.1/30",
      "255.255.255.255/32",
      "ff02::/16",
      "192.0.2.112/29",
      "192.0.2.113"
    };
    private static final String[] VERSIONS = {
      "1.0.0",
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-1",
      "1.0.0+b",
      "1.0.0-rc.1+b.2",
      "v1.0.0",
      "1.0",
      "1",
      "01.0.0",
      "1.0.0-01",
      "1.0.0-",
      "1.0.0+",
      "9999999999.0.0",
      "99999999999999999999.0.0",
      "1.0.0-é",
      "-1.0.0",
      "1.2.3.4",
      "",
      "1.0.0-0A",
      "1.0.0--",
      "1.0.0-a..b",
      "1.0.0-A",
      "1.0.0-a",
      " 1.0.0",
      "1.0.0-99999999999999999999"
    };
    private static final String[] UNITS = {
      "1",
      "1K",
      "1k",
      "1Ki",
      "1ki",
      "1KI",
      "10MB",
      "10mb",
      "1.5G",
      "1m",
      "1M",
      "100m",
      "0.1Gi",
      "1e3",
      "1e3K",
      "1E",
      "1Ei",
      "1e",
      "-1K",
      "+1K",
      ".5K",
      "1.K",
      "",
      "K",
      "1 K",
      "1KB",
      "1KiB",
      "1kib",
      "1Z",
      "1Yi",
      "\"1K\"",
      "\"\"",
      "1T",
      "1P",
      "1p",
      "1_0K",
      "1kk",
      "0.3333333333333333333K",
      "1n",
      "1u",
      "1µ",
      "1H",
      "1B",
      "1b",
      "١K",
      "1.5.5K",
      "9999999999999999999999999Ei"
    };
    private static final String[] TIMES = {
      "2006-01-02T15:04:05Z07:00",
      "2024-02-29T12:30:45.123456789Z",
      "2024-02-30T00:00:00Z",
      "2024-01-01T00:00:00+05:30",
      "2024-01-01T24:00:00Z",
      "2016-12-31T23:59:60Z",
      "1969-12-31T23:59:59Z",
      "0001-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z",
      "2262-04-11T23:47:16.854775807Z",
      "2262-04-11T23:47:16.854775808Z",
      "1677-09-21T00:12:43Z",
      "2024-1-1T0:0:0Z",
      "2024-01-01 00:00:00",
      "2024-01-01T00:00:00",
      "2024-01-01t00:00:00z",
      "2024-01-01T00:00:00,5Z",
      "2024-01-01T00:00:00.Z",
      "2024-01-01T00:00:00-00:00",
      "2024-01-01T00:00:00+24:00",
      "2024-01-01T00:00:00+23:60",
      "Mon Jan _2 15:04:05 2006",
      "Mon Jan  1 15:04:05 2024",
      "Mon, 02 Jan 2006 15:04:05 MST",
      "Fri, 05 Apr 2024 10:00:00 CEST",
      "Fri, 05 Apr 2024 10:00:00 UTC",
      "3:04PM",
      "11:59pm",
      "02 Jan 06 15:04 -0700",
      "2006-002",
      "2024-366",
      "2023-366",
      "20060102",
      "2006.01.02",
      "Jan 2",
      "Feb 30",
      "15h4m5.000s",
      "05.999",
      "05,000",
      "2006-01-02T15:04:05.999999999Z07:00",
      "Z0700",
      "-07",
      "Z070000",
      "2024-06-15",
      "12:00 GMT+3",
      "12:00 GMT-13",
      "January",
      "Monday Januaryx",
      "_2",
      "__2",
      "002",
      "1/2/06"
    };
    private static final String[] LAYOUTS = {
      "2006-01-02T15:04:05Z07:00",
      "RFC3339",
      "RFC1123",
      "ANSIC",
      "UnixDate",
      "RubyDate",
      "RFC822",
      "RFC822Z",
      "RFC850",
      "RFC1123Z",
      "RFC3339Nano",
      "Kitchen",
      "Mon Jan _2 15:04:05 2006",
      "2006-01-02",
      "2006-002",
      "15:04:05.000",
      "15:04:05,999",
      "3:04PM",
      "3:04pm",
      "03:04:05 PM MST",
      "Z0700",
      "-07:00:00",
      "Z07",
      "-070000",
      "Jan 2 06",
      "January _2, 2006",
      "Monday",
      "__2",
      "20060102150405",
      "Stamp",
      "DateTime",
      "",
      "literal",
      "é2006",
      "2006-1-2",
      "05.000000000",
      "15h",
      "12:04 MST"
    };
    private static final String[] ZONES = {
      "UTC",
      "",
      "Local",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "Africa/Monrovia",
      "EST",
      "CET",
      "Etc/GMT+5",
      "GMT",
      "Zulu",
      "europe/berlin",
      "Mars/X",
      "../etc",
      "US/Pacific",
      "Asia/Calcutta"
    };
    private static final String[] DURATIONS = {
      "1h",
      "1.5h",
      "-1m",
      "+2s",
      "1h2m3.5s",
      "100ms",
      "1us",
      "1µs",
      "1μs",
      "1ns",
      "0",
      "",
      "1",
      "1d",
      "h",
      ".5s",
      "1.s",
      ".s",
      "1h-1m",
      "9223372036854775807ns",
      "9223372036854775808ns",
      "-9223372036854775808ns",
      "2562048h",
      "3000000h",
      "1e3s",
      " 1s",
      "0.000000000001h",
      "1.0000000000000000000000001s"
    };
    private static final String[] BASE64 = {
      "",
      "YQ==",
      "YQ",
      "YWI=",
      "YWJj",
      "YW\nJj",
      "YW Jj",
      "_-8=",
      "/+8=",
      "=",
      "Y",
      "YQ=",
      "YQ==YQ==",
      "YR==",
      "4pyT",
      "gICA",
      "Y Q==",
      "\r\nYQ==",
      "8J+YgA"
    };
    private static final String[] HEXES = {
      "", "00", "0A", "zz", "0", "f09f9880", "F0", "80", "0x00", "é"
    };
    private static final String[] JSONS = {
      "{}",
      "[1, 2.0, 1e2]",
      "{\"a\": 1, \"a\": 2}",
      "\"\\u00e9\\ud83d\\ude00\"",
      "\"\\ud83d\"",
      "nul",
      "[1,]",
      "{\"a\"}",
      "1 2",
      "",
      " 1 ",
      "01",
      "-",
      "1.",
      "1e",
      "\"\t\"",
      "\"\\x\"",
      "{\"b\":{\"c\":[null,true]}}",
      "-0",
      "1e400",
      "[[[[]]]]",
      "NaN",
      "'a'",
      "\ufeff1",
      "1//c",
      "{\"a\":1}}",
      "123456789012345678901234567890.10",
      "\"\u2028\"",
      "-0.0",
      "1E5",
      "\"/\\/\""
    };
    private static final String[] YAMLS = {
      "a: 1",
      "a:\n  - b\n  - c: d",
      "- 1\n- 2",
      "yes",
      "no",
      "on",
      "~",
      "null",
      "NULL",
      "0o17",
      "017",
      "0x1F",
      "0b11",
      "1_000",
      "1e3",
      ".inf",
      "-.INF",
      ".nan",
      "2024-01-01",
      "2024-01-01T00:00:00Z",
      "&a b",
      "a: &x {b: 1}\nc: *x",
      "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2",
      "!!str 1",
      "!!binary YQ==",
      "!!int \"3\"",
      "!foo x",
      "? a\n: b",
      "{a: b, c}",
      "[a, b",
      "a: |\n  x\n  y\n",
      "a: >-\n  x\n  y",
      "---\na: 1\n---\nb: 2",
      "--- a\n...",
      "",
      "# c",
      "1: a\n2: b",
      "true: x",
      "null: x",
      "{a: 1}: b",
      "[1]: b",
      "a: 1\na: 2",
      "\"\\x41\\u00e9\"",
      "'it''s'",
      "a: b: c",
      "\t- a",
      "a:\n\t- b",
      "%YAML 1.2\n---\na",
      "@a",
      "`a",
      "a #b",
      "a: 'x\n\n  y'",
      "- - a\n  - b",
      "-1",
      "+1",
      "1.",
      ".5",
      "1.5e+10",
      "12345678901234567890123",
      "0.1",
      "1:20",
      "=",
      "<<",
      "y",
      "n",
      "Y",
      "True",
      "FALSE",
      "-0",
      "0.0",
      "*a",
      "a: !!null x",
      "a: !!float 3",
      "a: !!bool yes",
      "!!set {a, b}",
      "!!omap [a: 1]",
      "é: 😀",
      "a: \"\\U0001F600\"",
      "- \n- ",
      "a:",
      "a: []\nb: {}",
      "1e400",
      "1e-400"
    };
    private static final String[] SPRINTFS = {
      "%d",
      "%s",
      "%v",
      "%q",
      "%x",
      "%X",
      "%o",
      "%O",
      "%b",
      "%e",
      "%E",
      "%f",
      "%F",
      "%g",
      "%G",
      "%t",
      "%T",
      "%c",
      "%U",
      "%p",
      "%%",
      "%",
      "%!",
      "%z",
      "%5d",
      "%-5d|",
      "%05d",
      "%+d",
      "% d",
      "%+v",
      "%#v",
      "%.2f",
      "%8.3f",
      "%-8.3f|",
      "%08.3f",
      "%+.1e",
      "%.0f",
      "%.3s",
      "%10s|",
      "%-10s|",
      "%010s",
      "%.2q",
      "%+q",
      "%#q",
      "% x",
      "%#x",
      "%# x",
      "%*d",
      "%.*f",
      "%[1]d",
      "%[2]s %[1]s",
      "%[3]d",
      "%[x]d",
      "%[1",
      "%d %d",
      "%s %v %d",
      "%6.2f%%",
      "é%s",
      "%#o",
      "%#b",
      "%#q",
      "%#U",
      "%08b",
      "%x %X",
      "%.5d",
      "%+.3g",
      "%#g",
      "%.f",
      "%-05d|",
      "%5t",
      "%5q",
      "%5c",
      "%.0s",
      "%5%",
      "%d%",
      "%v%v%v",
      "%100d",
      "%.40f",
      "%i",
      "%w",
      "%5v",
      "%-5v|",
      "%05v",
      "%+x",
      "%.1v",
      "%t %d"
    };
    private static final String[] TEMPLATES = {
      "{{.a}}",
      "{{.a.b}}",
      "{{if .a}}x{{else}}y{{end}}",
      "{{range .a}}{{.}},{{end}}",
      "{{range $i, $x := .a}}{{$i}}={{$x}} {{end}}",
      "{{len .a}}",
      "{{index .a 0}}",
      "{{printf \"%v\" .a}}",
      "{{.a | printf \"%q\"}}",
      "{{eq .a 1}}",
      "{{with .a}}{{.}}{{end}}",
      "{{- .a -}} x",
      "{{/* c */}}",
      "{{.a",
      "{{end}}",
      "{{define \"t\"}}x{{end}}{{template \"t\"}}",
      "{{html .a}}",
      "{{js .a}}",
      "{{urlquery .a}}",
      "{{not .a}}",
      "{{and .a .b}}",
      "{{or .a .b}}",
      "{{slice .a 1}}",
      "{{lt .a 2}}",
      "{{$x := .a}}{{$x}}",
      "{{1.5}} {{0x10}} {{'a'}} {{`raw`}} {{true}} {{nil}}",
      "{{print .a .b}}",
      "{{println .a}}",
      "{{.}}",
      "{{range 3}}{{.}}{{end}}",
      "{{break}}",
      "{{range .a}}{{break}}{{end}}",
      "{{if eq .a .b}}1{{else if .b}}2{{end}}",
      "{{.nope}}",
      "{{call .a}}",
      "{{(.a).b}}",
      "{{ne .a .b}}",
      "{{range .a}}{{else}}none{{end}}"
    };
    private static final String[] URIS = {
      "http://user:pw@host:8080/p/a?q=1&r#frag",
      "https://[::1]:443/",
      "//host/p",
      "/p",
      "p",
      "mailto:a@b.c",
      "http://",
      "http://h:x/",
      "http://h/%zz",
      "http://h/%2F",
      "http://é/é",
      "urn:a:b",
      ":",
      "http://h:/",
      "http://a b/",
      "?q",
      "#f",
      "",
      "http://h?",
      "http://h#",
      "1http://x",
      "http://[::1",
      "http://h/a;b",
      "file:///etc",
      "HTTP://H/",
      "http://h/?a=%ZZ",
      "http://%41/",
      "http://h/\u0001",
      "*",
      "http://@h/",
      "http://u@h",
      "a:b@c/d",
      "http://h/ "
    };
    private static final String[] QUERIES = {
      "a=1&b=2",
      "a=1&a=2",
      "a",
      "=",
      "&",
      "a=%20+",
      "%zz",
      "a;b=1",
      "a=b=c",
      "é=😀",
      "",
      "a%",
      "a=%C3%A9",
      "a=%80",
      "+=+"
    };
    private static final String[] POINTERS = {
      "",
      "/",
      "/a",
      "/a/b",
      "/a/0",
      "/a/-",
      "a/b",
      "/a~1b",
      "/~0",
      "/0",
      "/a/1",
      "/b",
      "//",
      "a",
      "/-",
      "/é",
      "/00",
      "/-1",
      "/a/b/c/d"
    };
    private static final String[] TOKENS = {
      "",
      "a.b.c",
      "..",
      "e30.e30.",
      "eyJhbGciOiJub25lIn0.e30.",
      "eyJhbGciOiJIUzI1NiJ9.e30.x",
      "a.b",
      "a.b.c.d",
      "e30.W10.e30",
      "MQ.e30.e30"
    };

    static String[] of(String name, int place) {
      String topic = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
      return switch (topic) {
        case "regex" ->
            name.equals("regex.globs_match")
                ? INTERSECT
                : place == 0 && !name.equals("regex.replace")
                        || place == 1 && name.equals("regex.replace")
                    ? PATTERNS
                    : NONE;
        case "glob" ->
            place == 0 ? GLOBS : place == 2 ? GLOB_TEXTS : new String[] {".", "/", ":", ""};
        case "net" -> CIDRS;
        case "semver" -> VERSIONS;
        case "units" -> UNITS;
        case "time" ->
            switch (name) {
              case "time.parse_ns" -> place == 0 ? LAYOUTS : TIMES;
              case "time.parse_rfc3339_ns" -> TIMES;
              case "time.parse_duration_ns" -> DURATIONS;
              default -> join(ZONES, LAYOUTS);
            };
        case "base64", "base64url" -> BASE64;
        case "hex" -> HEXES;
        case "yaml" -> YAMLS;
        case "uri" -> URIS;
        case "urlquery" -> QUERIES;
        case "sprintf" -> SPRINTFS;
        case "to_number" -> DIGIT_TEXTS;
        case "io" -> TOKENS;
        case "json" ->
            name.endsWith("marshal") || name.endsWith("valid")
                ? JSONS
                : name.equals("json.patch")
                    ? join(
                        POINTERS, new String[] {"add", "remove", "replace", "move", "copy", "test"})
                    : name.endsWith("schema") ? JSONS : POINTERS;
        case "strings" -> name.equals("strings.render_template") && place == 0 ? TEMPLATES : NONE;
        default -> NONE;
      };
    }

    private static String[] join(String[] one, String[] other) {
      List<String> all = new ArrayList<>(List.of(one));
      all.addAll(List.of(other));
      return all.toArray(String[]::new);
    }
  }
}
