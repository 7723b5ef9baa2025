package jotter.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.layers.Linear;
import jotter.nn.loss.MSELoss;
import jotter.nn.optim.SGD;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads the files back with a reader of its own: frames, checksums, fields.
class TensorBoardTest {
  @TempDir Path dir;

  /// The CRC-32C of Castagnoli, bit by bit, and TFRecord's mask.
  private static int masked(byte[] b, int from, int n) {
    int crc = ~0;
    for (int i = from; i < from + n; i++) {
      crc ^= b[i] & 0xff;
      for (int k = 0; k < 8; k++) crc = crc >>> 1 ^ ((crc & 1) != 0 ? 0x82f63b78 : 0);
    }
    return Integer.rotateRight(~crc, 15) + 0xa282ead8;
  }

  private static List<byte[]> frames(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    ByteBuffer b = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> r = new ArrayList<>();
    while (b.hasRemaining()) {
      int at = b.position();
      int n = (int) b.getLong();
      assertThat(b.getInt()).isEqualTo(masked(all, at, 8));
      byte[] event = new byte[n];
      b.get(event);
      assertThat(b.getInt()).isEqualTo(masked(event, 0, n));
      r.add(event);
    }
    return r;
  }

  private record Event(long step, String tag, float value, String version) {}

  private static Event parse(byte[] bytes) {
    long step = 0;
    String tag = null;
    float value = Float.NaN;
    String version = null;
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (b.hasRemaining()) {
      int key = (int) varint(b);
      switch (key) {
        case 1 << 3 | 1 -> assertThat(b.getDouble()).isGreaterThan(1.5e9);
        case 2 << 3 -> step = varint(b);
        case 3 << 3 | 2 -> version = text(b);
        // A summary and its value are messages inside; their fields follow.
        case 5 << 3 | 2 -> {
          varint(b);
          assertThat(varint(b)).isEqualTo(1 << 3 | 2);
          varint(b);
          assertThat(varint(b)).isEqualTo(1 << 3 | 2);
          tag = text(b);
          if (varint(b) == (2 << 3 | 5)) value = b.getFloat();
          else b.position(b.limit());
        }
        default -> throw new AssertionError("field " + key);
      }
    }
    return new Event(step, tag, value, version);
  }

  private static long varint(ByteBuffer b) {
    long r = 0;
    for (int shift = 0; ; shift += 7) {
      byte x = b.get();
      r |= (long) (x & 0x7f) << shift;
      if (x >= 0) return r;
    }
  }

  private static String text(ByteBuffer b) {
    byte[] r = new byte[(int) varint(b)];
    b.get(r);
    return new String(r);
  }

  @Test
  void eventsAreFramedAsTensorBoardReadsThem() throws IOException {
    Path file;
    try (var events = new EventFile(dir)) {
      file = events.file();
      events.scalar("loss", 300, 0.25);
      events.text("note", 1, "hello");
      events.image("picture", 2, 3, 4, new byte[] {1, 2});
    }
    List<Event> all = frames(file).stream().map(TensorBoardTest::parse).toList();
    assertThat(all).hasSize(4);
    assertThat(all.getFirst().version()).isEqualTo("brain.Event:2");
    assertThat(all.get(1)).isEqualTo(new Event(300, "loss", 0.25f, null));
    assertThat(all.get(3).tag()).isEqualTo("picture");
  }

  @Test
  void aTrainingIsLogged() throws IOException {
    var net = new Linear(3, 1);
    var data = Dataset.of(Tensor.randn(40, 3), Tensor.randn(40, 1));
    History h =
        Trainer.of(net, new MSELoss(), new SGD(net.parameters(), 0.01))
            .clipNorm(1)
            .listen(new TensorBoardLog(dir, 2))
            .progress(false)
            .fit(DataLoader.of(data, 8), DataLoader.of(data, 8), 2);
    List<Event> all =
        frames(dir.resolve(dir.toFile().list()[0])).stream().map(TensorBoardTest::parse).toList();
    assertThat(all)
        .extracting(Event::tag)
        .contains("batch/loss", "batch/lr", "batch/norm", "val_loss");
    assertThat(all.stream().filter(e -> "batch/loss".equals(e.tag())).map(Event::step))
        .containsExactly(2L, 4L, 6L, 8L, 10L);
    assertThat(all.stream().filter(e -> "loss".equals(e.tag()) && e.step() == 2).findFirst())
        .hasValueSatisfying(e -> assertThat(e.value()).isEqualTo((float) h.last("loss")));
  }
}
