package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dockerfiles as BuildKit's parser and Conftest give them: a list with the list of commands, each
 * {@code {Cmd, SubCmd, JSON, Flags, Value, Stage}}. Comments above a command are commands too.
 * Grammar: docs.docker.com/reference/dockerfile.
 */
final class DockerfileReader {
  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");
  private static final Pattern HEREDOC =
      Pattern.compile("(?:^|\\s)\\d*<<(-?)[ \\t]*(['\"]?)([^<\\s'\"]+)\\2(?=\\s|$)");

  private final SourceText source;
  private final String[] lines;
  private final List<Value> commands = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private char escape = '\\';
  private boolean directives = true;
  private int stages;
  private int at;

  DockerfileReader(SourceText source) {
    this.source = source;
    this.lines = source.text().split("\r\n|\n", -1);
  }

  Value read() {
    while (at < lines.length) {
      String line = lines[at++].stripLeading();
      if (line.startsWith("#")) {
        comment(line);
      } else if (!line.isBlank()) {
        directives = false;
        instruction(line);
      }
    }
    if (commands.isEmpty()) {
      throw source.wrongLine(1, "The Dockerfile has no instruction.", "Begin with FROM.");
    }
    return Value.sequence(Value.sequence(commands.toArray(Value[]::new)));
  }

  private void comment(String line) {
    Matcher directive = DIRECTIVE.matcher(line);
    if (directives && directive.matches() && directive(directive)) {
      return;
    }
    directives = false;
    String text = line.substring(1).strip();
    if (text.isEmpty()) {
      comments.clear();
    } else {
      comments.add(text);
    }
  }

  /** {@code # syntax=...}, {@code # escape=`}, {@code # check=...} before everything else. */
  private boolean directive(Matcher directive) {
    String value = directive.group(2);
    switch (directive.group(1).toLowerCase(Locale.ROOT)) {
      case "escape" -> {
        if (!value.equals("\\") && !value.equals("`")) {
          throw source.wrongLine(
              at, "'" + value + "' cannot be the escape character.", "Use \\ or `.");
        }
        escape = value.charAt(0);
      }
      case "syntax", "check" -> {
        // for the builder alone
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void instruction(String first) {
    int start = at;
    String line = continued(first);
    DockerCommand command = DockerCommand.of(line, escape, fault(start));
    if (command.name().equals("from")) {
      stages++;
    }
    int stage = Math.max(0, stages - 1);
    for (String comment : comments) {
      commands.add(command("comment", "", false, List.of(), List.of(comment), stage));
    }
    comments.clear();
    DockerCommand inner = command.inner() == null ? command : command.inner();
    commands.add(
        command(
            command.name(),
            command.inner() == null ? "" : inner.written(),
            inner.json(),
            command.flags(),
            inner.words(),
            stage));
    if (List.of("run", "copy", "add").contains(inner.name())) {
      heredocs(line, start);
    }
  }

  private DockerCommand.Fault fault(int line) {
    return (fault, fix) -> source.wrongLine(line, fault, fix);
  }

  private String continued(String first) {
    StringBuilder whole = new StringBuilder();
    String line = first;
    while (true) {
      String end = line.stripTrailing();
      boolean goesOn =
          !end.isEmpty()
              && end.charAt(end.length() - 1) == escape
              && (end.length() < 2 || end.charAt(end.length() - 2) != escape);
      if (!goesOn) {
        return whole.append(line).toString();
      }
      whole.append(end, 0, end.length() - 1);
      do {
        if (at >= lines.length) {
          return whole.toString();
        }
        line = lines[at++];
      } while (line.isBlank() || line.stripLeading().startsWith("#"));
    }
  }

  /** Here-documents end at their own word; what is in them is no part of the command's value. */
  private void heredocs(String line, int start) {
    Matcher heredoc = HEREDOC.matcher(line);
    while (heredoc.find()) {
      boolean tabs = !heredoc.group(1).isEmpty();
      boolean ended = false;
      while (!ended && at < lines.length) {
        String here = lines[at++];
        ended = (tabs ? here.replaceFirst("^\t+", "") : here).equals(heredoc.group(3));
      }
      if (!ended) {
        throw source.wrongLine(
            start,
            "A here-document has no end.",
            "Write " + heredoc.group(3) + " alone on a line.");
      }
    }
  }

  private static Value command(
      String name,
      String subName,
      boolean json,
      List<String> flags,
      List<String> words,
      int stage) {
    Map<String, Value> command = new LinkedHashMap<>();
    command.put("Cmd", Value.of(name));
    command.put("SubCmd", Value.of(subName));
    command.put("JSON", Value.of(json));
    command.put("Flags", name.equals("comment") ? Value.NULL : list(flags));
    command.put("Value", words.isEmpty() ? Value.NULL : list(words));
    command.put("Stage", Value.of(stage));
    return Value.of(command);
  }

  private static Value list(List<String> texts) {
    return Value.sequence(texts.stream().map(Value::of).toArray(Value[]::new));
  }
}
