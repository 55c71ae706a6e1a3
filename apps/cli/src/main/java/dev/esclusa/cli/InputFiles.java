package dev.esclusa.cli;

import dev.esclusa.documents.DocumentException;
import dev.esclusa.documents.DocumentFormat;
import dev.esclusa.model.Problem;
import dev.esclusa.rego.RegoArray;
import dev.esclusa.rego.RegoException;
import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * The files that a check looks at: those that were named, and in folders those whose name tells a
 * format.
 */
final class InputFiles {
  static final String STANDARD_INPUT = "-";

  private final Terminal terminal;
  private final PolicyFiles files;
  private final @Nullable DocumentFormat asked;
  private final @Nullable Pattern ignored;

  /** One file, read. */
  record InputFile(String name, RegoValue value) {
    /** Several YAML documents, or the elements of a list, are judged one by one. */
    List<RegoValue> documents() {
      if (!(value instanceof RegoArray array)) {
        return List.of(value);
      }
      List<RegoValue> documents = new ArrayList<>();
      array.forEach(documents::add);
      return documents;
    }
  }

  /**
   * @param asked the format of every file; null when names tell
   * @param ignored paths in folders that are left out; null for none
   */
  InputFiles(Terminal terminal, @Nullable DocumentFormat asked, @Nullable Pattern ignored) {
    this.terminal = terminal;
    this.files = new PolicyFiles(terminal);
    this.asked = asked;
    this.ignored = ignored;
  }

  List<InputFile> read(List<String> places, String standardInputName) {
    TreeMap<String, Path> found = new TreeMap<>();
    List<InputFile> read = new ArrayList<>();
    for (String place : places) {
      if (place.equals(STANDARD_INPUT)) {
        DocumentFormat format = asked == null ? DocumentFormat.YAML : asked;
        read.add(
            new InputFile(standardInputName, read(format, standardInputName, terminal.input())));
      } else {
        found.putAll(files.below(place, this::wanted));
      }
    }
    if (found.isEmpty() && read.isEmpty()) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller(
              "CLI-0028",
              "There is no file to check in " + String.join(", ", places) + ".",
              "Name files or folders of configuration, or - for the standard input."));
    }
    found.forEach(
        (name, path) ->
            read.add(new InputFile(name, read(format(name), name, PolicyFiles.bytes(name, path)))));
    return read;
  }

  /** Of a folder's file, by its whole name. */
  private boolean wanted(String name) {
    if (ignored != null && ignored.matcher(name).find()) {
      return false;
    }
    if (DocumentFormat.ofFile(name).isPresent()) {
      return true;
    }
    if (DocumentFormat.leftOut(name).isPresent()) {
      terminal.note(name + " is left out: its format is not read here.");
    }
    return false;
  }

  private DocumentFormat format(String name) {
    Optional<DocumentFormat> told =
        asked == null ? DocumentFormat.ofFile(name) : Optional.of(asked);
    return told.orElseThrow(
        () ->
            Failure.of(
                ExitCode.MALFORMED,
                Problem.caller(
                    "CLI-0028",
                    name
                        + ":1:1: "
                        + DocumentFormat.leftOut(name)
                            .map(it -> it + " is a format that is not read here.")
                            .orElse("the name does not tell a format that is read here."),
                    "Name one with --parser: " + String.join(", ", DocumentFormat.words()) + ".")));
  }

  /** What {@code --parser} names. */
  static DocumentFormat parser(String word) {
    return DocumentFormat.named(word.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + word
                        + "' is "
                        + (DocumentFormat.leftOut("x." + word).isPresent()
                            ? "a format of Conftest that is not read here"
                            : "no format")
                        + "; there is "
                        + String.join(", ", DocumentFormat.words())));
  }

  static RegoValue read(DocumentFormat format, String name, byte[] bytes) {
    try {
      if (format == DocumentFormat.JSON) {
        return json(name, bytes);
      }
      return RegoValue.of(format.read(name, bytes));
    } catch (DocumentException refused) {
      throw Failure.of(
          refused.code().equals("DOC-0003") ? ExitCode.LIMIT : ExitCode.MALFORMED,
          Problem.caller(
              refused.code(), refused.position() + ": " + refused.cause(), refused.fix()),
          refused);
    } catch (dev.esclusa.tree.TreeException refused) {
      throw Failure.of(
          refused.code().equals("TRE-0003") ? ExitCode.LIMIT : ExitCode.MALFORMED,
          Problem.caller(
              refused.code(),
              (refused.position() == null ? name + ":1:1" : refused.position())
                  + ": "
                  + refused.cause(),
              refused.fix()),
          refused);
    }
  }

  /** Straight to values, since plans are large; where it is malformed the slower reader tells. */
  private static RegoValue json(String name, byte[] bytes) {
    boolean marked =
        bytes.length > 2
            && (bytes[0] & 0xff) == 0xef
            && (bytes[1] & 0xff) == 0xbb
            && (bytes[2] & 0xff) == 0xbf;
    try {
      return RegoJson.read(marked ? java.util.Arrays.copyOfRange(bytes, 3, bytes.length) : bytes);
    } catch (RegoException malformed) {
      DocumentFormat.JSON.read(name, bytes);
      throw Failure.of(
          ExitCode.MALFORMED,
          Problem.caller("CLI-0026", name + ":1:1: " + malformed.reason(), malformed.fix()),
          malformed);
    }
  }
}
