package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModuleJsonTest {
  @Test
  void aModuleIsTheTreeThatOpaMakesOfIt() throws IOException {
    RegoValue made =
        TestCall.generous()
            .call("rego.parse_module", RegoValue.of("x.rego"), RegoValue.of(read("module.rego")));
    RegoValue wanted = RegoJson.read(read("module.json"));
    RegoArray rules = (RegoArray) wanted.get("rules");
    for (int i = 0; i < rules.size(); i++) {
      assertThat(((RegoArray) made.get("rules")).at(i).json()).isEqualTo(rules.at(i).json());
    }
    assertThat(made).isEqualTo(wanted);
  }

  private static String read(String name) throws IOException {
    try (InputStream in = ModuleJsonTest.class.getResourceAsStream("/builtins/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
