package jotter.nn.data.files;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Files in a tar archive, one after the other, without unpacking it to the disk: POSIX ustar,
/// which data sets are published in, plain or compressed with gzip.
///
/// ```java
/// Tar.read(Path.of("cifar-10-binary.tar.gz"), 1 << 28, (name, bytes) -> {
///   if (name.endsWith(".bin")) parts.put(name, bytes.get());
/// });
/// ```
///
/// Names are names only: nothing is written anywhere. Links, devices and folders are passed over.
public final class Tar {
  private static final int BLOCK = 512;

  private Tar() {}

  /// Is told of each file.
  @FunctionalInterface
  public interface Visitor {
    /// @param name the file's name in the archive
    /// @param contents reads it; not asked for, the file is passed over
    void file(String name, Contents contents) throws IOException;
  }

  /// The bytes of a file.
  @FunctionalInterface
  public interface Contents {
    /// @throws IOException if the archive ends within them, or they are more than allowed
    byte[] get() throws IOException;
  }

  /// Reads an archive.
  ///
  /// @param limit how many bytes a file may have that is asked for
  /// @throws IOException if it cannot be read or is damaged; the message names it
  public static void read(Path archive, long limit, Visitor visitor) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        InputStream in = plain(file)) {
      read(in, limit, visitor);
    } catch (IOException e) {
      throw new IOException(archive + ": " + e.getMessage(), e);
    }
  }

  private static InputStream plain(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == 0x1f8b ? new BufferedInputStream(new GZIPInputStream(in), 1 << 16) : in;
  }

  private static void read(InputStream in, long limit, Visitor visitor) throws IOException {
    byte[] header = new byte[BLOCK];
    boolean any = false;
    while (true) {
      int got = in.readNBytes(header, 0, BLOCK);
      if (got == 0 && any) return; // some writers leave out the two empty blocks at the end
      if (got < BLOCK) throw new EOFException("the archive ends within a header");
      if (isEmpty(header)) return;
      check(header);
      any = true;
      long size = octal(header, 124, 12);
      String name = name(header);
      long[] left = {size};
      boolean isFile = header[156] == '0' || header[156] == 0;
      if (isFile) visitor.file(name, () -> contents(in, name, left, limit));
      in.skipNBytes(left[0]);
      in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private static byte[] contents(InputStream in, String name, long[] left, long limit)
      throws IOException {
    if (left[0] > limit)
      throw new IOException(
          name + " says that it has " + left[0] + " bytes; at most " + limit + " are expected");
    int size = (int) left[0];
    // Memory grows with what is there, not with what a header promises.
    byte[] r = in.readNBytes(size);
    left[0] -= r.length;
    if (r.length < size)
      throw new EOFException(
          "the archive ends after " + r.length + " of the " + size + " bytes of " + name);
    return r;
  }

  private static boolean isEmpty(byte[] header) {
    for (byte b : header) if (b != 0) return false;
    return true;
  }

  /// The sum of a header's bytes stands in it, with blanks in its own place.
  private static void check(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    if (sum != octal(header, 148, 8))
      throw new IOException("is no tar archive, or a damaged one: a header's sum is wrong");
  }

  private static long octal(byte[] header, int from, int length) throws IOException {
    // GNU's form for sizes from 8 GiB on: a set bit, then a big-endian number.
    if ((header[from] & 0x80) != 0) {
      long n = header[from] & 0x7f;
      for (int i = 1; i < length; i++) {
        if (n >> 55 != 0) throw new IOException("a number in a header is too large");
        n = n << 8 | header[from + i] & 0xff;
      }
      return n;
    }
    long n = 0;
    for (int i = from; i < from + length; i++) {
      int c = header[i];
      if (c == 0 || c == ' ') {
        if (n > 0) break;
        continue;
      }
      if (c < '0' || c > '7') throw new IOException("a number in a header is damaged");
      n = n * 8 + c - '0';
    }
    return n;
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar");
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) end++;
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }
}
