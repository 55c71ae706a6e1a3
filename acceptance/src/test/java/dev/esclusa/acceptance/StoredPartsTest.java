package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command line reads stored plans and decisions without knowing the control room. What one side
 * writes and the other does not know would be refused by everybody who is asked to approve.
 */
class StoredPartsTest {
  @ParameterizedTest
  @ValueSource(strings = {"Planned", "Decided", "Asked"})
  void whatControlWritesTheCommandLineReads(String part) throws ClassNotFoundException {
    assertThat(fields("dev.esclusa.cli.StoredParts$" + part))
        .isEqualTo(fields("dev.esclusa.control.Payloads$" + part));
  }

  private static List<String> fields(String type) throws ClassNotFoundException {
    RecordComponent[] components = Class.forName(type).getRecordComponents();
    return Arrays.stream(components).map(StoredPartsTest::field).toList();
  }

  /** Parts of parts are of the same name on either side. */
  private static String field(RecordComponent component) {
    String type = component.getGenericType().getTypeName();
    return component.getName()
        + ": "
        + type.replace("dev.esclusa.cli.StoredParts$", "")
            .replace("dev.esclusa.control.Payloads$", "");
  }
}
