package dev.martlet.wire.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class BlobTest {
  @Test
  void equalBytesAreEqualBlobs() {
    byte[] bytes = {9, 1, 2, 9};

    Blob part = Blob.adopt(bytes, 1, 2);

    assertThat(part)
        .isEqualTo(Blob.copyOf(new byte[] {1, 2}))
        .hasSameHashCodeAs(Blob.base64("AQI="));
    assertThat(part.size()).isEqualTo(2);
    assertThat(part.toByteArray()).containsExactly(1, 2);
    assertThat(part.toBase64()).isEqualTo("AQI=");
  }

  @Test
  void copiesAreOutOfReach() {
    byte[] bytes = {1};
    Blob copy = Blob.copyOf(bytes);

    bytes[0] = 2;
    copy.toByteArray()[0] = 3;

    assertThat(copy.toByteArray()).containsExactly(1);
    assertThat(copy.buffer().isReadOnly()).isTrue();
  }

  @Test
  void itsTextTellsOnlyItsSize() {
    assertThat(Blob.utf8("secret")).hasToString("Blob[6 bytes]");
  }

  @Test
  void itIsABodyThatCanBeWrittenAgain() throws IOException {
    Blob blob = Blob.utf8("abc");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    blob.writeTo(out);
    blob.writeTo(out);

    assertThat(out).hasToString("abcabc");
    assertThat(blob.length()).isEqualTo(3);
  }

  @Test
  void textThatIsNotBase64IsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Blob.base64("!"));
  }
}
