package jotter.bench.models;

import static jotter.bench.models.Convs.conv;

import jotter.nn.BaseLayer;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// A small network for images, of convolutions for each channel between such of single pixels.
/// Sandler et al. 2018, arXiv:1801.04381.
public final class MobileNetV2 extends BaseLayer {
  /// Blocks alike: how much wider they are inside, their output channels, how many there are, and
  /// the stride of the first.
  private record Stage(long expansion, long channels, int blocks, long stride) {}

  private static final Stage[] STAGES = {
    new Stage(1, 16, 1, 1),
    new Stage(6, 24, 2, 2),
    new Stage(6, 32, 3, 2),
    new Stage(6, 64, 4, 2),
    new Stage(6, 96, 3, 1),
    new Stage(6, 160, 3, 2),
    new Stage(6, 320, 1, 1)
  };

  final ConvNorm stem = new ConvNorm(3, 32, 3, 2, 1, true);
  final Sequential blocks = new Sequential();
  final ConvNorm head = new ConvNorm(320, 1280, 1, 1, 1, true);
  final Linear fc = new Linear(1280, 1000);

  public MobileNetV2() {
    long in = 32;
    for (Stage stage : STAGES) {
      for (int i = 0; i < stage.blocks(); i++) {
        long stride = i == 0 ? stage.stride() : 1;
        blocks.add(new Block(in, stage.channels(), stride, stage.expansion()));
        in = stage.channels();
      }
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    x = head.apply(blocks.apply(stem.apply(x)));
    return fc.apply(F.adaptiveAvgPool2d(x, 1L).flatten(1, -1));
  }

  /// A convolution, normalized, and cut off to [0, 6] if it is active.
  static final class ConvNorm extends BaseLayer {
    final Conv2d conv;
    final BatchNorm2d bn;
    private final boolean active;

    ConvNorm(long in, long out, long kernel, long stride, long groups, boolean active) {
      conv = conv(in, out, kernel, stride, groups);
      bn = new BatchNorm2d(out);
      this.active = active;
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = bn.apply(conv.apply(x));
      return active ? y.relu6() : y;
    }
  }

  /// Widened, convolved channel by channel, and narrowed again.
  static final class Block extends BaseLayer {
    /// Null if it would not widen.
    final ConvNorm expand;

    final ConvNorm dw;
    final ConvNorm project;
    private final boolean skip;

    Block(long in, long out, long stride, long expansion) {
      long width = in * expansion;
      expand = expansion == 1 ? null : new ConvNorm(in, width, 1, 1, 1, true);
      dw = new ConvNorm(width, width, 3, stride, width, true);
      project = new ConvNorm(width, out, 1, 1, 1, false);
      skip = stride == 1 && in == out;
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = expand == null ? x : expand.apply(x);
      y = project.apply(dw.apply(y));
      return skip ? x.add(y) : y;
    }
  }
}
