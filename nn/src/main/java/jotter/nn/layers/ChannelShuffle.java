package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Channels of all groups in turn. Zhang et al. 2017, arXiv:1707.01083.
public record ChannelShuffle(long groups) implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    return F.channelShuffle(x, groups);
  }

  @Override
  public String toString() {
    return "ChannelShuffle(groups=" + groups + ")";
  }
}
