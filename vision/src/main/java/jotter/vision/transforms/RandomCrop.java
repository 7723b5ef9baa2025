package jotter.vision.transforms;

import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// A square part anywhere, after a frame of black was put around.
///
/// @param size the pixels of a side
/// @param frame the width of the frame
public record RandomCrop(long size, long frame) implements Transform {
  @Override
  public Tensor apply(Tensor x) {
    Tensor y = frame == 0 ? x : x.constantPad(new long[] {frame, frame, frame, frame}, 0);
    Rng rng = Rng.current();
    long top = rng.nextLong(Math.max(1, y.size(-2) - size + 1));
    long left = rng.nextLong(Math.max(1, y.size(-1) - size + 1));
    return Geometry.crop(y, top, left, size, size);
  }
}
