package jotter.bench.workloads;

import jotter.bench.Data;
import jotter.bench.Numbers;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Images of 28 × 28 pixels in memory, each shifted, mirrored or not, and normalized when it is
/// asked for.
final class AugmentedImages implements Dataset<Labeled> {
  private static final int COUNT = 60_000;
  private static final long SIZE = 28;
  private static final long MARGIN = 4;

  private final Tensor images = Data.integers("images", 0, 256, COUNT, SIZE, SIZE).to(DType.UINT8);
  private final Tensor labels = Data.integers("labels", 0, 10, COUNT);
  private final long[] left = Numbers.integers("aug/dx", COUNT, 0, 2 * MARGIN + 1);
  private final long[] top = Numbers.integers("aug/dy", COUNT, 0, 2 * MARGIN + 1);
  private final long[] mirrored = Numbers.integers("aug/flip", COUNT, 0, 2);

  @Override
  public long size() {
    return COUNT;
  }

  @Override
  public Labeled get(long index) {
    int i = Math.toIntExact(index);
    long[] margins = {MARGIN, MARGIN, MARGIN, MARGIN};
    Tensor x = images.select(0, i).constantPad(margins, 0);
    x = x.narrow(0, top[i], SIZE).narrow(1, left[i], SIZE);
    if (mirrored[i] == 1) {
      x = x.flip(1);
    }
    x = x.to(DType.FLOAT32).div_(255).sub_(0.1307).div_(0.3081);
    return new Labeled(x.unsqueeze(0), labels.select(0, i));
  }
}
