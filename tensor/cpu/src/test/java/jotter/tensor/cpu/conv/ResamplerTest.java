package jotter.tensor.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.spi.Bands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Images at other sizes, against products with whole matrices.
class ResamplerTest {
  record Case(String mode, long[] from, long[] to, boolean align, boolean antialias) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case("linear", new long[] {2, 3, 7}, new long[] {19}, false, false),
        new Case("linear", new long[] {1, 1, 1}, new long[] {5}, true, false),
        new Case("bilinear", new long[] {2, 3, 5, 6}, new long[] {11, 17}, false, false),
        new Case("bilinear", new long[] {2, 20, 9, 33}, new long[] {4, 35}, true, false),
        new Case("bilinear", new long[] {1, 2, 20, 18}, new long[] {7, 5}, false, true),
        new Case("bicubic", new long[] {1, 2, 3, 5}, new long[] {8, 4}, false, false),
        new Case("bicubic", new long[] {1, 2, 2, 2}, new long[] {5, 1}, true, false),
        new Case("bicubic", new long[] {1, 2, 30, 19}, new long[] {7, 40}, false, true),
        new Case("trilinear", new long[] {2, 2, 3, 4, 5}, new long[] {6, 3, 9}, false, false));
  }

  private static Tensor resize(Tensor x, Case c) {
    return F.interpolate(x, c.to, null, c.mode, c.align, false, c.antialias);
  }

  /// Complex numbers go by products with whole matrices.
  private static Tensor byProducts(Tensor x, Case c) {
    return resize(x.to(DType.COMPLEX128), c).real();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allTypesAgree(Case c) {
    Tensor x = Tensor.randn(c.from).to(DType.FLOAT64);
    double[] expected = resize(x, c).reshape(-1).toDoubleArray();
    assertArrayEquals(expected, byProducts(x, c).reshape(-1).toDoubleArray(), 1e-12);
    assertArrayEquals(
        expected,
        resize(x.to(DType.FLOAT32), c).reshape(-1).to(DType.FLOAT64).toDoubleArray(),
        4e-6);
    Tensor half = x.to(DType.BFLOAT16);
    assertArrayEquals(
        resize(half.to(DType.FLOAT64), c).reshape(-1).toDoubleArray(),
        resize(half, c).reshape(-1).to(DType.FLOAT64).toDoubleArray(),
        0.02);
    Tensor turned = x.transpose(0, 1).contiguous().transpose(0, 1);
    assertArrayEquals(expected, resize(turned, c).reshape(-1).toDoubleArray(), 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsTheTransposed(Case c) {
    Tensor x = Tensor.randn(c.from).requiresGrad_();
    Tensor y = resize(x, c);
    Tensor g = Tensor.randn(y.shape());
    y.backward(g);
    // <g, A x> = <Aᵀ g, x>
    double left = y.detach().mul(g).to(DType.FLOAT64).sum().item();
    double right = x.detach().mul(x.grad()).to(DType.FLOAT64).sum().item();
    assertTrue(Math.abs(left - right) < 1e-4 * Math.sqrt(y.numel()), left + " and " + right);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void channelsThatLieInnermostStayThere(Case c) {
    if (c.from.length != 4) return;
    for (long channels : new long[] {3, 32}) {
      Tensor x = Tensor.randn(2, channels, c.from[2], c.from[3]);
      Tensor turned =
          x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).detach().requiresGrad_();
      Tensor y = resize(x.requiresGrad_(), c);
      Tensor z = resize(turned, c);
      assertTrue(z.layout().channelsLast());
      assertArrayEquals(y.reshape(-1).toFloatArray(), z.reshape(-1).toFloatArray(), 0);
      Tensor g = Tensor.randn(y.shape());
      y.backward(g);
      z.backward(g.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
      assertArrayEquals(
          x.grad().reshape(-1).toFloatArray(), turned.grad().reshape(-1).toFloatArray(), 0);
    }
  }

  @Test
  void nearestRepeats() {
    Tensor x = Tensor.randn(2, 3, 5, 7).requiresGrad_();
    for (String mode : new String[] {"nearest", "nearest-exact"}) {
      Tensor y = F.interpolate(x, new long[] {10, 21}, mode);
      Tensor wide = F.interpolate(x.detach().to(DType.FLOAT64), new long[] {10, 21}, mode);
      assertArrayEquals(
          wide.reshape(-1).toDoubleArray(), y.reshape(-1).to(DType.FLOAT64).toDoubleArray(), 0);
      x.setGrad(null);
      y.backward(Tensor.ones(y.shape()));
      for (float g : x.grad().reshape(-1).toFloatArray()) assertTrue(g == 6, () -> "not 6: " + g);
    }
  }

  @Test
  void bandsTurnRound() {
    Bands.Builder b = new Bands.Builder(4, 3);
    b.add(0, 0, 1);
    b.add(0, 2, 2);
    b.add(1, 3, 3);
    b.add(1, 3, 4);
    Bands a = b.build();
    assertArrayEquals(new double[] {1, 0, 2, 0, 0, 0, 0, 7, 0, 0, 0, 0}, a.dense());
    assertArrayEquals(new double[] {1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 7, 0}, a.transposed().dense());
  }

  @Test
  void nothingIsNoImage() {
    TensorException e =
        assertThrows(
            TensorException.class,
            () -> F.interpolate(Tensor.zeros(1, 1, 0, 4), new long[] {2, 2}, "bilinear"));
    assertTrue(e.getMessage().contains("no elements"), e.getMessage());
  }
}
