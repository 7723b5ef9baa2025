package jotter.tensor.cpu.conv.pool;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// Gradients of maxima by their places in the plane.
public final class Scattered {
  private Scattered() {}

  /// Gradients go to the elements that `indices` name. False if this is for none of these blocks.
  public static boolean gradient(Block grad, Block indices, Block gradIn) {
    for (Block b : new Block[] {grad, indices, gradIn})
      if (b.layout().numel() == 0 || !b.layout().isContiguous()) return false;
    if (grad.dtype() != DType.FLOAT32 || gradIn.dtype() != DType.FLOAT32) return false;
    int planes = Math.toIntExact(grad.layout().shape()[0] * grad.layout().shape()[1]);
    int places = Math.toIntExact(grad.layout().numel() / planes);
    int size = Math.toIntExact(gradIn.layout().numel() / planes);
    Threads.run(
        planes,
        p -> {
          float[] r = Scratch.array(Scratch.RESULTS, size);
          Arrays.fill(r, 0, size, 0);
          long g = grad.address() + 4L * places * p;
          long at = indices.address() + 8L * places * p;
          for (int i = 0; i < places; i++, g += 4, at += 8)
            r[(int) Memory.getI64(at)] += Memory.getF32(g);
          MemorySegment.copy(r, 0, Memory.ALL, Memory.F32, gradIn.address() + 4L * size * p, size);
        });
    return true;
  }
}
