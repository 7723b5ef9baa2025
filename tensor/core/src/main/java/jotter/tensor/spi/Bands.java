package jotter.tensor.spi;

import java.util.Arrays;

/// A matrix along one dimension whose rows are mostly zero: output `o` is `Σ_j weights[o·reach + j]
/// · in[first[o] + j]`, j from 0 to `reach` - 1, and all of these lie within `in`.
///
/// @param in the size before; the size after is that of `first`
/// @param reach how many neighbours an output is a sum of
/// @param first the first of them for each output
/// @param weights theirs, `reach` for each output
public record Bands(int in, int reach, int[] first, double[] weights) {
  public int out() {
    return first.length;
  }

  /// Collects single weights; what is named twice is added up.
  public static final class Builder {
    private final int in;
    private final int[] low;
    private final int[] high;
    private int[] output = new int[64];
    private int[] input = new int[64];
    private double[] weight = new double[64];
    private int n;

    public Builder(int in, int out) {
      this.in = in;
      this.low = new int[out];
      this.high = new int[out];
      Arrays.fill(low, in - 1);
    }

    /// Output `o` has `w` times input `i` in it.
    public void add(int o, int i, double w) {
      if (n == output.length) {
        output = Arrays.copyOf(output, 2 * n);
        input = Arrays.copyOf(input, 2 * n);
        weight = Arrays.copyOf(weight, 2 * n);
      }
      low[o] = Math.min(low[o], i);
      high[o] = Math.max(high[o], i);
      output[n] = o;
      input[n] = i;
      weight[n++] = w;
    }

    public Bands build() {
      int reach = 1;
      for (int o = 0; o < low.length; o++) reach = Math.max(reach, high[o] - low[o] + 1);
      int[] first = new int[low.length];
      for (int o = 0; o < low.length; o++) first[o] = Math.min(low[o], in - reach);
      double[] w = new double[Math.multiplyExact(reach, low.length)];
      for (int k = 0; k < n; k++) w[output[k] * reach + input[k] - first[output[k]]] += weight[k];
      return new Bands(in, reach, first, w);
    }
  }

  /// The same the other way round: what a gradient of the outputs is for the inputs.
  public Bands transposed() {
    Builder b = new Builder(out(), in);
    for (int o = 0; o < out(); o++)
      for (int j = 0; j < reach; j++)
        if (weights[o * reach + j] != 0) b.add(first[o] + j, o, weights[o * reach + j]);
    return b.build();
  }

  /// All weights, zeros too: `out` rows of `in`.
  public double[] dense() {
    double[] d = new double[Math.multiplyExact(in, out())];
    for (int o = 0; o < out(); o++)
      System.arraycopy(weights, o * reach, d, o * in + first[o], reach);
    return d;
  }

  @Override
  public String toString() {
    return in + "→" + out() + " by " + reach;
  }
}
