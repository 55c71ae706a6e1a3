package dev.esclusa.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Health;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthAssessorTest {
  @Test
  void whatHasNoHealthOfItsOwnIsOnlySaidToBeThere() {
    Address server = new Address.Terraform("terraform_data.server");
    HealthAssessor.Assessment seen = HealthAssessor.assess(List.of(server), List.of());
    assertThat(seen.evaluator()).isEqualTo("presence");
    assertThat(seen.health()).isEqualTo(Health.MISSING);
  }
}
