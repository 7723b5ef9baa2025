package jotter.tensor.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jotter.tensor.Device;
import jotter.tensor.spi.Storage;

/// Memory that the garbage collector frees.
final class HeapStorage extends Storage {
  private MemorySegment segment;
  private final long bytes;

  HeapStorage(long bytes) {
    this.bytes = bytes;
    this.segment = Arena.ofAuto().allocate(Math.max(bytes, 1), 64);
  }

  @Override
  public long address() {
    MemorySegment s = segment;
    if (s == null) throw new IllegalStateException("the tensor's memory was released");
    return s.address();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public void release() {
    segment = null;
  }

  @Override
  public boolean isReleased() {
    return segment == null;
  }
}
