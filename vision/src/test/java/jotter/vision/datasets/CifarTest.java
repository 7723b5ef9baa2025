package jotter.vision.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Labeled;
import jotter.nn.data.files.DataHome;
import jotter.nn.data.files.Tar;
import jotter.tensor.DType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
  @TempDir Path dir;

  @AfterEach
  void forget() {
    System.clearProperty(DataHome.PROPERTY);
  }

  /// Records of labels and 3072 pixels; pixel p of picture i is (i + p) % 251.
  private static byte[] records(int labels, int from, int n) {
    byte[] r = new byte[n * (labels + 3072)];
    for (int i = 0; i < n; i++) {
      int at = i * (labels + 3072);
      for (int k = 0; k < labels; k++) r[at + k] = (byte) ((from + i) % 10 * (k + 1));
      for (int p = 0; p < 3072; p++) r[at + labels + p] = (byte) ((from + i + p) % 251);
    }
    return r;
  }

  private static void entry(ByteArrayOutputStream tar, String name, char kind, byte[] b)
      throws IOException {
    byte[] h = new byte[512];
    byte[] n = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(n, 0, h, 0, n.length);
    put(h, 124, String.format("%011o", b.length));
    h[156] = (byte) kind;
    put(h, 257, "ustar");
    sign(h);
    tar.write(h);
    tar.write(b);
    tar.write(new byte[(512 - b.length % 512) % 512]);
  }

  private static void put(byte[] h, int at, String s) {
    System.arraycopy(s.getBytes(StandardCharsets.US_ASCII), 0, h, at, s.length());
  }

  private static void sign(byte[] h) {
    Arrays.fill(h, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : h) sum += b & 255;
    put(h, 148, String.format("%06o", sum));
    h[154] = 0;
  }

  private static byte[] ten() throws IOException {
    var tar = new ByteArrayOutputStream();
    entry(tar, "cifar-10-batches-bin/", '5', new byte[0]);
    // Out of order, with something in between.
    entry(tar, "cifar-10-batches-bin/data_batch_2.bin", '0', records(1, 20, 4));
    entry(tar, "cifar-10-batches-bin/readme.html", '0', "hello".getBytes());
    entry(tar, "cifar-10-batches-bin/data_batch_1.bin", '0', records(1, 0, 20));
    entry(tar, "cifar-10-batches-bin/test_batch.bin", '0', records(1, 50, 6));
    tar.write(new byte[1024]);
    return tar.toByteArray();
  }

  private Path archive(String name, byte[] content) throws IOException {
    Path f = dir.resolve(name);
    try (var out = new GZIPOutputStream(Files.newOutputStream(f))) {
      out.write(content);
    }
    return f;
  }

  @Test
  void theArchiveIsReadAsItIsPublished() throws IOException {
    Path f = archive("cifar-10-binary.tar.gz", ten());
    Cifar train = Cifar.readTen(f, Cifar.Part.TRAIN);
    assertThat(train.images().shape()).containsExactly(24, 3, 32, 32);
    assertThat(train.images().dtype()).isEqualTo(DType.UINT8);
    assertThat(train.labels().narrow(0, 18, 4).toLongArray()).containsExactly(8, 9, 0, 1);
    assertThat(train.images().get(3, 1, 0, 2).item()).isEqualTo((3 + 1024 + 2) % 251);
    assertThat(train.coarse()).isNull();
    assertThat(Cifar.readTen(f, Cifar.Part.TEST).size()).isEqualTo(6);
    Labeled b = DataLoader.of(train, 5).iterator().next();
    assertThat(b.x().shape()).containsExactly(5, 3, 32, 32);
    assertThat(b.x().get(1, 0, 0, 0).item()).isEqualTo(1f / 255);
    assertThat(train.get(3).x().equal(b.x().select(0, 3))).isTrue();
    assertThat(Cifar.TEN.get((int) b.y().get(3).item())).isEqualTo("cat");
  }

  @Test
  void aFolderAndTheOneWithHundredClasses() throws IOException {
    Files.write(dir.resolve("train.bin"), records(2, 0, 7));
    Files.write(dir.resolve("test.bin"), records(2, 3, 2));
    Cifar c = Cifar.readHundred(dir, Cifar.Part.TRAIN);
    assertThat(c.size()).isEqualTo(7);
    assertThat(c.coarse().toLongArray()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(c.labels().toLongArray()).containsExactly(0, 2, 4, 6, 8, 10, 12);
    assertThat(Cifar.readHundred(dir, Cifar.Part.TEST).labels().toLongArray())
        .containsExactly(6, 8);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatIOException()
        .isThrownBy(() -> Cifar.readTen(dir, Cifar.Part.TRAIN))
        .withMessageContaining("no file of the train part of cifar-10")
        .withMessageContaining(dir.toString());
  }

  /// Whatever is cut off or changed: an IOException that names the file, and never more memory than
  /// there is file.
  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] good = ten();
    for (int length : new int[] {0, 1, 100, 511, 513, 2000, good.length / 2}) {
      Path f = Files.write(dir.resolve("cut" + length + ".tar"), Arrays.copyOf(good, length));
      assertThatIOException()
          .isThrownBy(() -> Cifar.readTen(f, Cifar.Part.TRAIN))
          .withMessageContaining(f.toString());
    }
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] b = good.clone();
      for (int k = 0; k < 3; k++) b[random.nextInt(1600)] = (byte) random.nextInt();
      Path f = Files.write(dir.resolve("wrong.tar"), b);
      try {
        assertThat(Cifar.readTen(f, Cifar.Part.TRAIN).size()).isPositive();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(f.toString());
      }
    }
    Path half = archive("half.tar.gz", good);
    byte[] zipped = Files.readAllBytes(half);
    Files.write(half, Arrays.copyOf(zipped, zipped.length / 2));
    assertThatIOException().isThrownBy(() -> Cifar.readTen(half, Cifar.Part.TRAIN));
    Files.write(dir.resolve("test_batch.bin"), new byte[3072]);
    assertThatIOException()
        .isThrownBy(() -> Cifar.readTen(dir, Cifar.Part.TEST))
        .withMessageContaining("no whole pictures of 3073");
    byte[] eleven = records(1, 0, 1);
    eleven[0] = 10;
    Files.write(dir.resolve("test_batch.bin"), eleven);
    assertThatIOException()
        .isThrownBy(() -> Cifar.readTen(dir, Cifar.Part.TEST))
        .withMessageContaining("class 10");
  }

  @Test
  void aHeaderMayNotPromiseTooMuch() throws IOException {
    byte[] h = new byte[512];
    put(h, 0, "test_batch.bin");
    put(h, 124, "77777777777"); // 8 GiB
    h[156] = '0';
    sign(h);
    Path f = Files.write(dir.resolve("bomb.tar"), h);
    assertThatIOException()
        .isThrownBy(() -> Cifar.readTen(f, Cifar.Part.TEST))
        .withMessageContaining("8589934591 bytes");
    put(h, 124, "00777777777"); // 128 MiB of which nothing follows
    sign(h);
    Files.write(f, h);
    assertThatIOException()
        .isThrownBy(() -> Cifar.readTen(f, Cifar.Part.TEST))
        .withMessageContaining("ends after 0 of the 134217727 bytes");
    h[124] = (byte) 0xff; // GNU's large numbers
    Arrays.fill(h, 125, 136, (byte) 0xff);
    sign(h);
    Files.write(f, h);
    assertThatIOException()
        .isThrownBy(() -> Tar.read(f, 10, (name, c) -> {}))
        .withMessageContaining("too large");
  }

  @Test
  void anArchiveInANamedFolderIsUsed() throws IOException {
    Files.createDirectories(dir.resolve("cifar-10"));
    archive("cifar-10/cifar-10-binary.tar.gz", ten());
    System.setProperty(DataHome.PROPERTY, dir.toString());
    assertThat(Cifar.ten(Cifar.Part.TEST).size()).isEqualTo(6);
  }
}
