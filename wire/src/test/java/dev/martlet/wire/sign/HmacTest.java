package dev.martlet.wire.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HmacTest {
  /** Test cases 1 and 2 of RFC 4231. */
  @ParameterizedTest
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There,"
        + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, what do ya want for nothing?,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  })
  void itIsWhatTheSpecificationSays(String key, String message, String expected) {
    byte[] words = message.getBytes(StandardCharsets.US_ASCII);
    assertThat(Hmac.keyed(HexFormat.of().parseHex(key)).of(words))
        .asHexString()
        .isEqualToIgnoringCase(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 63, 64, 65, 131, 1000})
  void itIsWhatJavaSaysForKeysOfAnyLength(int length) throws Exception {
    Random random = new Random(length);
    byte[] key = new byte[length];
    random.nextBytes(key);
    Mac expected = Mac.getInstance("HmacSHA256");
    expected.init(new SecretKeySpec(key, "HmacSHA256"));
    Hmac hmac = Hmac.keyed(key);
    for (int size : new int[] {0, 1, 55, 56, 64, 500}) {
      byte[] message = new byte[size];
      random.nextBytes(message);
      assertThat(hmac.of(message)).isEqualTo(expected.doFinal(message));
    }
  }

  @Test
  void noKeyAtAllIsAKeyOfZeros() {
    assertThat(Hmac.keyed(new byte[0]).of(new byte[0]))
        .asHexString()
        .isEqualToIgnoringCase("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  }
}
