package jotter.nn.train;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/// A file of events as TensorBoard reads it: protocol buffers in TFRecord frames.
///
/// A frame is the length (64 bits), its masked CRC-32C, the event, its masked CRC-32C. An event is
/// `tensorflow.Event`: 1 wall time (double), 2 step (int64), 3 file version or 5 summary; a
/// summary's value is 1 tag, 2 number (float), 4 image, 8 tensor, 9 what it is for.
///
/// ```java
/// try (var events = new EventFile(Path.of("logs/first"))) {
///   events.scalar("loss", step, 0.31);
/// }
/// ```
public final class EventFile implements Closeable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final OutputStream out;
  private final Path file;

  /// A new file in `folder`, which TensorBoard shows as a run.
  public EventFile(Path folder) throws IOException {
    Files.createDirectories(folder);
    long now = System.currentTimeMillis();
    file =
        folder.resolve(
            "events.out.tfevents.%d.%s.%d.%d"
                .formatted(
                    now / 1000, host(), ProcessHandle.current().pid(), COUNT.getAndIncrement()));
    out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    Message m = event(0);
    m.text(3, "brain.Event:2");
    write(m);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /// Where the events go.
  public Path file() {
    return file;
  }

  /// A number at a step.
  public void scalar(String tag, long step, double value) throws IOException {
    Message v = new Message();
    v.text(1, tag);
    v.number(2, (float) value);
    summary(step, v);
  }

  /// A text at a step, shown as Markdown.
  public void text(String tag, long step, String text) throws IOException {
    // A tensor of strings with the plugin that shows it.
    Message shape = new Message();
    Message dim = new Message();
    dim.whole(1, 1);
    shape.message(2, dim);
    Message tensor = new Message();
    tensor.whole(1, 7);
    tensor.message(2, shape);
    tensor.text(8, text);
    Message plugin = new Message();
    plugin.text(1, "text");
    Message metadata = new Message();
    metadata.message(1, plugin);
    Message v = new Message();
    v.text(1, tag);
    v.message(8, tensor);
    v.message(9, metadata);
    summary(step, v);
  }

  /// A picture at a step.
  ///
  /// @param png a PNG file's bytes
  public void image(String tag, long step, int width, int height, byte[] png) throws IOException {
    Message image = new Message();
    image.whole(1, height);
    image.whole(2, width);
    image.whole(3, 3);
    image.bytes(4, png);
    Message v = new Message();
    v.text(1, tag);
    v.message(4, image);
    summary(step, v);
  }

  private void summary(long step, Message value) throws IOException {
    Message summary = new Message();
    summary.message(1, value);
    Message m = event(step);
    m.message(5, summary);
    write(m);
  }

  private static Message event(long step) {
    Message m = new Message();
    m.number(1, System.currentTimeMillis() / 1e3);
    m.whole(2, step);
    return m;
  }

  /// Each event is on its way to the disk at once, so that a run can be watched.
  private synchronized void write(Message m) throws IOException {
    byte[] data = m.out.toByteArray();
    ByteBuffer b = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(data.length);
    b.putInt(masked(b.array(), 0, 8));
    b.put(data);
    b.putInt(masked(data, 0, data.length));
    out.write(b.array());
    out.flush();
  }

  /// A CRC-32C that is turned and moved, as checksums of checksums are poor.
  static int masked(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    int c = (int) crc.getValue();
    return (c >>> 15 | c << 17) + 0xa282ead8;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /// A protocol buffer: fields with numbers, one after the other.
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void varint(long v) {
      while ((v & ~0x7fL) != 0) {
        out.write((int) (v & 0x7f | 0x80));
        v >>>= 7;
      }
      out.write((int) v);
    }

    void whole(int field, long v) {
      varint((long) field << 3);
      varint(v);
    }

    void number(int field, double v) {
      varint((long) field << 3 | 1);
      out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(v).array());
    }

    void number(int field, float v) {
      varint((long) field << 3 | 5);
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(v).array());
    }

    void bytes(int field, byte[] v) {
      varint((long) field << 3 | 2);
      varint(v.length);
      out.writeBytes(v);
    }

    void text(int field, String v) {
      bytes(field, v.getBytes(StandardCharsets.UTF_8));
    }

    void message(int field, Message m) {
      bytes(field, m.out.toByteArray());
    }
  }
}
