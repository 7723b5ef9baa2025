package jotter.vision.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadBackForEveryTypePlainAndCompressed(Idx.Element element, @TempDir Path dir)
      throws IOException {
    byte[] bytes = new byte[3 * 4 * 5 * element.size()];
    new Random(7).nextBytes(bytes);
    Idx idx = new Idx(new int[] {3, 4, 5}, element, bytes);
    for (String name : new String[] {"a.idx", "a.idx.gz"}) {
      idx.write(dir.resolve(name));
      assertThat(Idx.read(dir.resolve(name))).isEqualTo(idx);
    }
    assertThat(Files.size(dir.resolve("a.idx"))).isEqualTo(4 + 12 + bytes.length);
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    var out = new ByteArrayOutputStream();
    new Idx(new int[] {2}, Idx.Element.UINT8, new byte[] {5, -1}).write(out);
    assertThat(out.toByteArray()).containsExactly(0, 0, 8, 1, 0, 0, 0, 2, 5, 0xff);
  }

  @Test
  void aScalarAndAnEmptyArrayAreArrays() throws IOException {
    assertThat(read(header(0x08), new byte[] {9}).bytes()).containsExactly(9);
    assertThat(read(header(0x0e, 0, 28, 28)).dims()).containsExactly(0, 28, 28);
    assertThat(read(header(0x0e, 2_000_000_000, 2_000_000_000, 0)).bytes()).isEmpty();
  }

  @Test
  void aHeaderThatClaimsMoreThanTheLimitIsRefusedBeforeAllocation() {
    assertThatIOException()
        .isThrownBy(() -> read(header(0x0e, Integer.MAX_VALUE, Integer.MAX_VALUE, 9)))
        .withMessageContaining("more than the limit of 1073741824 bytes");
    assertThatIOException()
        .isThrownBy(() -> Idx.read(stream(header(0x08, 101), new byte[101]), 100))
        .withMessageContaining("[101] of UINT8 is more than the limit of 100 bytes");
  }

  @Test
  void aHeaderThatClaimsMoreThanThereIsCostsOnlyWhatThereIs() {
    assertThatIOException()
        .isThrownBy(() -> read(header(0x08, 1 << 30), new byte[10]))
        .withMessage("[1073741824] of UINT8 want 1073741824 bytes, the file holds 10");
  }

  @Test
  void aGzipBombIsReadNoFurtherThanItsHeaderSays() throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(header(0x08, 4));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        gzip.write(zeros);
      }
    }
    var in = new ByteArrayInputStream(compressed.toByteArray());
    assertThatIOException()
        .isThrownBy(() -> Idx.read(in, Idx.DEFAULT_LIMIT))
        .withMessage("[4] of UINT8 want 4 bytes, the file holds more");
    assertThat(in.available()).isGreaterThan(compressed.size() / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 11})
  void aFileThatBreaksOffIsRefused(int length) {
    byte[] whole = {0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4};
    assertThatIOException()
        .isThrownBy(() -> read(java.util.Arrays.copyOf(whole, length)))
        .withMessageMatching("the file breaks off early|\\[4\\] of UINT8 want 4 bytes, .*");
  }

  @Test
  void whatIsNotIdxIsNamed(@TempDir Path dir) throws IOException {
    assertThatIOException()
        .isThrownBy(() -> read("PK\3\4".getBytes()))
        .withMessage("not an IDX file: it begins with 0x504b, not 0x0000");
    assertThatIOException()
        .isThrownBy(() -> read(header(0x0a, 1)))
        .withMessageContaining("element type 0x0a is unknown");
    assertThatIOException()
        .isThrownBy(() -> read(header(0x08, -1)))
        .withMessageContaining("negative dimension in [-1]");
    assertThatIOException()
        .isThrownBy(() -> read(header(0x08, new int[17])))
        .withMessageContaining("17 dimensions");
    assertThatIOException()
        .isThrownBy(() -> read(new byte[] {0x1f, (byte) 0x8b, 7, 7, 7, 7, 7, 7, 7, 7}))
        .withMessageContaining("gzip");
    Path file = Files.write(dir.resolve("broken.idx"), new byte[] {1, 2, 3});
    assertThatIOException().isThrownBy(() -> Idx.read(file)).withMessageContaining("broken.idx");
  }

  @Test
  void anArrayWhoseBytesDoNotFitItsDimensionsCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Idx(new int[] {2, 3}, Idx.Element.INT16, new byte[6]))
        .withMessage("idx: dimensions [2, 3] of INT16 want 12 bytes, 6 were given");
  }

  /// Damaged at random places, a file is read or refused, and nothing else.
  @Test
  void damageIsAlwaysAnIoException() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      new Idx(new int[] {8, 8}, Idx.Element.INT32, new byte[256]).write(gzip);
    }
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = out.toByteArray();
      for (int k = random.nextInt(4); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Idx.read(new ByteArrayInputStream(bytes), 1 << 20);
      } catch (IOException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  private static byte[] header(int type, int... dims) {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * dims.length);
    header.put((byte) 0).put((byte) 0).put((byte) type).put((byte) dims.length);
    for (int dim : dims) {
      header.putInt(dim);
    }
    return header.array();
  }

  private static InputStream stream(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return new ByteArrayInputStream(out.toByteArray());
  }

  private static Idx read(byte[]... parts) throws IOException {
    return Idx.read(stream(parts), Idx.DEFAULT_LIMIT);
  }
}
