package jotter.kernel.magic;

import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.diagnostics.Report;

/// `%device`: where tensors can live, and whether a device works.
public final class DeviceMagic implements Magic {
  private static final List<String> PARTS = List.of("Processor", "SIMD", "GPU");

  @Override
  public String name() {
    return "device";
  }

  @Override
  public String summary() {
    return "Shows the devices that there are, or tries one.";
  }

  @Override
  public String usage() {
    return "%device [cpu | cuda | cuda:1]";
  }

  @Override
  public Object run(MagicCall call) {
    String name = call.argument().strip();
    if (name.isEmpty()) {
      return new Report(
          Report.collect().sections().stream().filter(s -> PARTS.contains(s.title())).toList());
    }
    Device device = Device.of(name);
    double sum;
    try {
      sum = Tensor.ones(4).to(device).mul(2).sum().to(DType.FLOAT64).to(Device.CPU).item();
    } catch (RuntimeException | LinkageError refused) {
      throw new IllegalArgumentException(
          device + " cannot be used: " + refused.getMessage(), refused);
    }
    System.out.println(device + (sum == 8 ? " works" : " gives wrong results"));
    return null;
  }
}
