package dev.esclusa.documents;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML as goxml2json 1.1 shapes it: elements by name, several of one name a sequence, attributes
 * with a dash before their name, text beside them under {@code #content}, prefixes dropped, every
 * leaf a text. Entities and DTDs are never followed.
 */
final class XmlReader {
  private final String file;

  XmlReader(String file) {
    this.file = file;
  }

  /** An element while it grows. */
  private static final class Element {
    private final Map<String, List<Value>> children = new LinkedHashMap<>();
    private String text = "";

    void add(String name, Value child) {
      children.computeIfAbsent(name, n -> new ArrayList<>()).add(child);
    }

    Value value() {
      if (children.isEmpty()) {
        return Value.of(text);
      }
      Map<String, Value> members = new LinkedHashMap<>();
      if (!text.isEmpty()) {
        members.put("#content", Value.of(text));
      }
      children.forEach(
          (name, values) ->
              members.put(
                  name,
                  values.size() == 1
                      ? values.getFirst()
                      : Value.sequence(values.toArray(Value[]::new))));
      return Value.of(members);
    }
  }

  Value read(byte[] bytes) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // beyond our own limit, which says what to do
    factory.setProperty("jdk.xml.maxElementDepth", "" + 2 * SourceText.MAX_DEPTH);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      try {
        return elements(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException refused) {
      throw new DocumentException(
          "DOC-0001",
          place(refused.getLocation()),
          "The XML is malformed: " + reason(refused),
          "Close what is open, and write &amp; for &.");
    }
  }

  private Value elements(XMLStreamReader xml) throws XMLStreamException {
    Deque<Element> open = new ArrayDeque<>();
    open.push(new Element());
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() > SourceText.MAX_DEPTH) {
            throw new DocumentException(
                "DOC-0003",
                place(xml.getLocation()),
                "There are more than " + SourceText.MAX_DEPTH + " levels inside each other.",
                "Make the file flatter.");
          }
          Element element = new Element();
          for (int i = 0; i < xml.getAttributeCount(); i++) {
            element.add(
                "-" + local(xml.getAttributeLocalName(i)), Value.of(xml.getAttributeValue(i)));
          }
          open.push(element);
        }
        case XMLStreamConstants.END_ELEMENT -> {
          Value value = open.pop().value();
          open.element().add(local(xml.getLocalName()), value);
        }
        case XMLStreamConstants.CHARACTERS -> {
          String text = xml.getText().strip();
          if (!text.isEmpty()) {
            open.element().text = text;
          }
        }
        default -> {
          // comments, processing instructions and the prolog say nothing to a policy
        }
      }
    }
    return open.pop().value();
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private Position place(Location where) {
    return new Position(
        file, Math.max(1, where.getLineNumber()), Math.max(1, where.getColumnNumber()));
  }

  /** The parser's message begins with the place, which is told already. */
  private static String reason(XMLStreamException refused) {
    String message = String.valueOf(refused.getMessage());
    int from = message.indexOf("Message: ");
    return (from < 0 ? message : message.substring(from + 9)).strip();
  }
}
