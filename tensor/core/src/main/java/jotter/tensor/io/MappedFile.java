package jotter.tensor.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;

/// A file in memory, page by page as it is looked at. The mapping is private: writing to a tensor
/// of it changes a copy of the page, not the file. It lives as long as a tensor refers to it.
final class MappedFile {
  private final MemorySegment segment;

  MappedFile(Path file) throws IOException {
    segment = Files.isWritable(file) ? map(file) : read(file);
  }

  /// The system wants the right to write even for a mapping whose changes never reach the file.
  private static MemorySegment map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.PRIVATE, 0, channel.size(), Arena.ofAuto());
    }
  }

  private static MemorySegment read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment s = Arena.ofAuto().allocate(channel.size(), 64);
      for (long at = 0; at < s.byteSize(); ) {
        long part = Math.min(1 << 30, s.byteSize() - at);
        int n = channel.read(s.asSlice(at, part).asByteBuffer(), at);
        if (n < 0) throw new FormatException(file, "became shorter while it was read");
        at += n;
      }
      return s;
    }
  }

  long size() {
    return segment.byteSize();
  }

  MemorySegment segment() {
    return segment;
  }

  /// A tensor over the bytes from `offset` on; the caller has checked that they are there.
  Tensor tensor(long offset, long[] shape, long[] strides, DType type) {
    Layout l = new Layout(shape, strides, 0);
    long n = l.numel() * type.bytes();
    return Tensor.wrap(new View(segment.asSlice(offset, n)), l, type);
  }

  private static final class View extends Storage {
    private final MemorySegment slice;
    private volatile boolean released;

    View(MemorySegment slice) {
      this.slice = slice;
    }

    @Override
    public long address() {
      if (released) throw new IllegalStateException("this tensor's mapped file was released");
      return slice.address();
    }

    @Override
    public long bytes() {
      return slice.byteSize();
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public void release() {
      released = true;
    }

    @Override
    public boolean isReleased() {
      return released;
    }
  }
}
