package dev.esclusa.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ValueChannelTest {
  private static final Value SOME =
      Value.mapping("a", 1, "b", Value.sequence(Value.of("ü"), Value.NULL));

  private static byte[] sent(Value... values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ValueChannel channel = new ValueChannel(InputStream.nullInputStream(), out, 1000);
    for (Value value : values) {
      channel.send(value);
    }
    return out.toByteArray();
  }

  private static ValueChannel receiving(byte... bytes) {
    return new ValueChannel(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream(), 1000);
  }

  @Test
  void valuesArriveInOrderAndThenTheEnd() throws IOException {
    Value exact = Value.of(new BigDecimal("0.10000000000000000000000000001"));
    ValueChannel channel = receiving(sent(SOME, exact));
    assertThat(channel.receive()).isEqualTo(SOME);
    assertThat(channel.receive()).isEqualTo(exact);
    assertThat(channel.receive()).isNull();
  }

  @Test
  void aStreamThatEndsWithinAValueIsNoEnd() throws IOException {
    byte[] whole = sent(SOME);
    for (int length = 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> receiving(part).receive()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void moreThanTheLimitIsRefusedOnBothSides() {
    assertThatThrownBy(() -> sent(Value.of("x".repeat(1000)))).hasMessageContaining("TRE-0003");
    assertThatThrownBy(() -> receiving((byte) 0, (byte) 0, (byte) 4, (byte) 0).receive())
        .hasMessageContaining("TRE-0003");
    assertThatThrownBy(() -> receiving((byte) -1, (byte) 0, (byte) 0, (byte) 0).receive())
        .hasMessageContaining("TRE-0003");
  }

  @Test
  void whatIsNotCanonicalIsRefused() {
    assertThatThrownBy(
            () ->
                receiving(
                        (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) '{', (byte) ' ', (byte) '}')
                    .receive())
        .hasMessageContaining("TRE-0019");
  }
}
