package jotter.tensor.op;

import jotter.tensor.Check;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Engines;

/// A copy on another device; the gradient travels back.
public record Transfer(Device to) implements Family {
  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor source = x[0].contiguous();
    Tensor target = Tensor.empty(source.shape(), source.dtype(), to);
    // The engine that is not the processor's knows how to reach its memory.
    Device far = to.isCpu() ? source.device() : to;
    Check.value(!far.isCpu(), "to", "the tensor is on " + to + " already");
    Engines.of(far).transfer(source, target);
    return new Tensor[] {target};
  }

  @Override
  public boolean savesInput(int i) {
    return i == 0;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    return new Tensor[] {g[0].to(s.input(0).device())};
  }
}
