package jotter.tensor.spi;

import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import jotter.tensor.Device;

/// The engines that are there, found once.
public final class Engines {
  private static final ConcurrentHashMap<Device, Backend> FOUND = new ConcurrentHashMap<>();

  private Engines() {}

  private static final class Cpu {
    static final Backend BACKEND = find(Device.CPU);
  }

  /// The engine of the processor.
  public static Backend cpu() {
    return Cpu.BACKEND;
  }

  /// The engine of `device`; throws if there is none.
  public static Backend of(Device device) {
    if (device == Device.CPU) return Cpu.BACKEND;
    return FOUND.computeIfAbsent(device, Engines::find);
  }

  private static Backend find(Device device) {
    // A notebook's class loader may see engines that ours does not, and the other way round.
    for (ClassLoader loader :
        new ClassLoader[] {
          Engines.class.getClassLoader(), Thread.currentThread().getContextClassLoader()
        }) {
      if (loader == null) continue;
      for (Backend b : ServiceLoader.load(Backend.class, loader))
        if (b.device().equals(device)) return b;
    }
    throw new IllegalStateException(
        "no engine for device "
            + device
            + " was found; add "
            + (device.isCpu() ? "jotter-tensor-cpu" : "jotter-tensor-cuda")
            + " to the class path");
  }
}
