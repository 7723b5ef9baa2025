package jotter.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// Writing a file so that it is there as a whole or not at all.
public final class AtomicFile {
  /// Writes the contents.
  @FunctionalInterface
  public interface Writer {
    void write(FileChannel out) throws IOException;
  }

  private AtomicFile() {}

  /// Writes to a temporary file beside `file` and renames it. The file gets the permissions that
  /// any new file gets. What a process that was killed left half written beside it is removed.
  ///
  /// @param sync wait until the contents are on the disk before renaming, so that not even a power
  ///   failure leaves half a file
  public static void write(Path file, boolean sync, Writer writer) throws IOException {
    Path target = file.toAbsolutePath();
    if (target.getParent() != null) Files.createDirectories(target.getParent());
    Leftovers.sweep(target);
    Path temporary = Leftovers.name(target);
    try {
      try (FileChannel out =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          Leftovers.Claim claim = Leftovers.claim(temporary, out)) {
        writer.write(out);
        if (sync) out.force(true);
      }
      try {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Writes all of `bytes`.
  static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) out.write(bytes);
  }

  /// Writes the elements of a contiguous tensor as they lie in memory.
  static void write(FileChannel out, Tensor t) throws IOException {
    long n = t.nbytes();
    long address = t.address();
    for (long at = 0; at < n; at += 1 << 30) {
      long part = Math.min(1 << 30, n - at);
      write(out, Memory.ALL.asSlice(address + at, part).asByteBuffer());
    }
    java.lang.ref.Reference.reachabilityFence(t);
  }

  /// The bytes of `shape` elements, or -1 if that is more than a long.
  static long bytes(long[] shape, DType type) {
    long n = type.bytes();
    for (long s : shape) {
      if (s < 0) return -1;
      if (s == 0) return 0;
    }
    for (long s : shape) {
      if (n > Long.MAX_VALUE / s) return -1;
      n *= s;
    }
    return n;
  }
}
