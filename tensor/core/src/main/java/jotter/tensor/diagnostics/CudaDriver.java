package jotter.tensor.diagnostics;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;

/// The handful of driver functions that a report needs.
final class CudaDriver {
  private static final int SUCCESS = 0;
  private static final int COMPUTE_MAJOR = 75;
  private static final int COMPUTE_MINOR = 76;

  private final SymbolLookup library;
  private final Arena arena;

  CudaDriver(SymbolLookup library, Arena arena) {
    this.library = library;
    this.arena = arena;
  }

  Gpu ask() throws Throwable {
    int started = call("cuInit", JAVA_INT, 0);
    if (started != SUCCESS) {
      return new Gpu.Unavailable("cuInit answered " + started + " (" + message(started) + ")");
    }
    MemorySegment word = arena.allocate(JAVA_LONG);
    check(call("cuDriverGetVersion", ADDRESS, word), "cuDriverGetVersion");
    int version = word.get(JAVA_INT, 0);
    check(call("cuDeviceGetCount", ADDRESS, word), "cuDeviceGetCount");
    int count = word.get(JAVA_INT, 0);
    if (count == 0) {
      return new Gpu.Unavailable("the driver finds no device");
    }
    List<Gpu.Device> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      devices.add(device(i, word));
    }
    return new Gpu.Available(version / 1000 + "." + version % 1000 / 10, devices);
  }

  private Gpu.Device device(int index, MemorySegment word) throws Throwable {
    check(call("cuDeviceGet", ADDRESS, JAVA_INT, word, index), "cuDeviceGet");
    int device = word.get(JAVA_INT, 0);
    MemorySegment name = arena.allocate(JAVA_BYTE, 256);
    check(
        call("cuDeviceGetName", ADDRESS, JAVA_INT, JAVA_INT, name, 256, device), "cuDeviceGetName");
    check(call("cuDeviceTotalMem_v2", ADDRESS, JAVA_INT, word, device), "cuDeviceTotalMem");
    long memory = word.get(JAVA_LONG, 0);
    String capability =
        attribute(COMPUTE_MAJOR, device, word) + "." + attribute(COMPUTE_MINOR, device, word);
    return new Gpu.Device(name.getString(0), memory, capability);
  }

  private int attribute(int attribute, int device, MemorySegment word) throws Throwable {
    check(
        call("cuDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT, word, attribute, device),
        "cuDeviceGetAttribute");
    return word.get(JAVA_INT, 0);
  }

  private String message(int code) throws Throwable {
    MemorySegment pointer = arena.allocate(ADDRESS);
    int known = call("cuGetErrorString", JAVA_INT, ADDRESS, code, pointer);
    return known == SUCCESS
        ? pointer.get(ADDRESS, 0).reinterpret(1024).getString(0)
        : "no description";
  }

  private void check(int code, String function) throws Throwable {
    if (code != SUCCESS) {
      throw new IllegalStateException(function + " answered " + code + ", " + message(code));
    }
  }

  /// Calls a driver function: its parameter layouts, then the arguments.
  private int call(String function, Object... layoutsThenArguments) throws Throwable {
    int n = layoutsThenArguments.length / 2;
    MemoryLayout[] layouts = new MemoryLayout[n];
    List<Object> arguments = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      layouts[i] = (MemoryLayout) layoutsThenArguments[i];
      arguments.add(layoutsThenArguments[n + i]);
    }
    MemorySegment address =
        library
            .find(function)
            .orElseThrow(() -> new IllegalStateException("it has no function " + function));
    return (int)
        Linker.nativeLinker()
            .downcallHandle(address, FunctionDescriptor.of(JAVA_INT, layouts))
            .invokeWithArguments(arguments);
  }
}
