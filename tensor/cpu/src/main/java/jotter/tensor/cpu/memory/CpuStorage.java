package jotter.tensor.cpu.memory;

import jotter.tensor.Device;
import jotter.tensor.spi.Storage;

/// Memory of one tensor and its views.
final class CpuStorage extends Storage {
  /// What keeps the memory: a {@link Lease} of its own, or a {@link Slab} that several share. The
  /// reference alone keeps it from being collected.
  private final Holder holder;

  private final long address;
  private final long bytes;
  private volatile boolean released;

  /// What loops made of this storage's numbers: see {@link WeightForms}.
  volatile WeightForms.Form[] forms = WeightForms.NONE;

  CpuStorage(Holder holder, long address, long bytes) {
    this.holder = holder;
    this.address = address;
    this.bytes = bytes;
  }

  @Override
  public long address() {
    if (released) throw gone();
    return address;
  }

  private IllegalStateException gone() {
    return new IllegalStateException(
        "this tensor's memory"
            + (site() == null ? "" : ", made at " + site() + ",")
            + " was released; a tensor made in Scope.run(...) lives until its end:"
            + " return it from there or call Scope.keep(tensor)");
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
    synchronized (this) {
      if (released) return;
      released = true;
    }
    WeightForms.forget(this);
    holder.leave();
  }

  @Override
  public boolean isReleased() {
    return released;
  }
}
