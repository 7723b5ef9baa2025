package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.Autograd;
import jotter.tensor.Dispatch;
import jotter.tensor.LiveTensors;
import jotter.tensor.Tensor;
import jotter.tensor.op.Custom;
import jotter.tensor.op.Saved;
import org.junit.jupiter.api.Test;

/// Backward uses the memory of gradients again as soon as nobody needs them, and only then.
class GradientMemoryTest {
  private static final int LARGE = 1 << 18;

  private static Tensor leaf() {
    return Tensor.full(new long[] {LARGE}, 0.5).requiresGrad_();
  }

  private static long held() {
    return LiveTensors.report().held();
  }

  @Test
  void gradientsOnTheWayAreGivenBackWithoutTheCollector() {
    Tensor x = leaf();
    Tensor y = x;
    // None of these is kept for the way back, which makes a gradient for each.
    for (int i = 0; i < 60; i++) y = y.mul(1.5).neg();
    Tensor loss = y.sum();
    long before = held();
    loss.backward();
    assertThat(held() - before).isLessThanOrEqualTo(4 * x.nbytes());
    assertThat(x.grad().get("0").item()).isEqualTo(Math.pow(1.5, 60), within(1e-4));
  }

  private static org.assertj.core.data.Offset<Double> within(double relative) {
    return org.assertj.core.data.Offset.offset(relative * Math.pow(1.5, 60));
  }

  private static void isAll(Tensor t, double value) {
    assertThat(t.amin().item()).isEqualTo(value);
    assertThat(t.amax().item()).isEqualTo(value);
  }

  /// Takes memory as gradients do, so that what was given back too early is overwritten.
  private static void overwrite() {
    for (int i = 0; i < 8; i++) Tensor.full(new long[] {LARGE}, -7);
  }

  @Test
  void whatAHookSawStays() {
    Tensor x = leaf();
    List<Tensor> seen = new ArrayList<>();
    Tensor y = x.mul(2);
    y.registerHook(
        g -> {
          seen.add(g);
          return null;
        });
    y.mul(3).neg().sum().backward();
    overwrite();
    isAll(seen.get(0), -3);
    isAll(x.grad(), -6);
  }

  @Test
  void retainedAndCapturedGradientsStay() {
    Tensor x = leaf();
    Tensor y = x.mul(2);
    Tensor z = y.mul(3);
    Tensor loss = z.neg().sum();
    Tensor[] captured =
        Autograd.grad(new Tensor[] {loss}, new Tensor[] {z, y, x}, null, true, false, false);
    y.retainGrad();
    loss.backward();
    overwrite();
    isAll(captured[0], -1);
    isAll(captured[1], -3);
    isAll(captured[2], -6);
    isAll(y.grad(), -3);
    isAll(x.grad(), -6);
  }

  @Test
  void aRetainedGradientIsNobodyElses() {
    Tensor x = leaf();
    Tensor y = x.mul(2);
    Tensor z = y.add(x.mul(5));
    y.retainGrad();
    z.retainGrad();
    // Both are one number for all elements, and the same one.
    Tensor loss = z.sum();
    Tensor[] captured =
        Autograd.grad(new Tensor[] {loss}, new Tensor[] {y}, null, true, false, false);
    loss.backward(null, true, false);
    loss.backward();
    isAll(captured[0], 1);
    isAll(y.grad(), 3);
    isAll(z.grad(), 3);
    isAll(x.grad(), 14);
  }

  @Test
  void oneGradientForSeveralStaysForTheLast() {
    Tensor x = leaf();
    Tensor other = leaf();
    // The sum hands one and the same gradient to both, also through views.
    Tensor a = x.mul(2).reshape(512, -1).t();
    Tensor b = x.mul(5).reshape(512, -1).t();
    Tensor y = a.add(b).add(other.reshape(512, -1).t());
    Tensor z = y.neg().t().reshape(-1);
    z.add(z.mul(1)).mul(3).sum().backward();
    overwrite();
    isAll(x.grad(), -42);
    isAll(other.grad(), -6);
    x.mul(2).neg().sum().backward();
    overwrite();
    isAll(x.grad(), -44);
  }

  @Test
  void slicesAndUnusedPartsDoNotMindIt() {
    Tensor x = leaf();
    Tensor y = x.mul(2);
    Tensor half = y.narrow(0, 0, LARGE / 2).mul(3);
    Tensor rest = y.narrow(0, LARGE / 2, LARGE / 2).neg();
    half.add(rest).mul(2).sum().add(y.mul(10).sum()).backward();
    overwrite();
    isAll(x.grad().narrow(0, 0, LARGE / 2), 32);
    isAll(x.grad().narrow(0, LARGE / 2, LARGE / 2), 16);
  }

  /// Remembers the gradient that it was given and the one that it gave.
  private static final class Keeper implements Custom {
    final List<Tensor> kept = new ArrayList<>();

    @Override
    public Tensor[] forward(Tensor... x) {
      return new Tensor[] {x[0].mul(2)};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor r = g[0].mul(2);
      kept.add(g[0]);
      kept.add(r);
      return new Tensor[] {r};
    }
  }

  @Test
  void whatAUsersOperationKeepsStays() {
    Tensor x = leaf();
    Keeper op = new Keeper();
    Dispatch.one(op, x.mul(3)).neg().sum().backward();
    overwrite();
    isAll(op.kept.get(0), -1);
    isAll(op.kept.get(1), -2);
    isAll(x.grad(), -6);
  }

  @Test
  void theGradientThatTheCallerGaveStays() {
    Tensor x = leaf();
    Tensor g = Tensor.full(new long[] {LARGE}, 4);
    x.mul(2).backward(g);
    x.reshape(512, -1).t().contiguous().backward(g.reshape(512, -1).t());
    overwrite();
    isAll(g, 4);
    isAll(x.grad(), 12);
  }

  /// How much less is held after the gradient of `x` was cleared.
  private static long freedByClearing(Tensor x) {
    long before = held();
    x.setGrad(null);
    return before - held();
  }

  @Test
  void aClearedGradientIsFreeAtOnce() {
    Tensor x = leaf();
    x.mul(2).neg().sum().backward();
    assertThat(freedByClearing(x)).isGreaterThanOrEqualTo(x.nbytes());
    // Of a sum of two, and of one in another layout, which is a copy.
    x.mul(2).neg().sum().backward();
    x.mul(2).neg().sum().backward();
    assertThat(Autograd.lentGrad(x).amax().item()).isEqualTo(-4);
    assertThat(freedByClearing(x)).isGreaterThanOrEqualTo(x.nbytes());
    x.reshape(512, -1).t().contiguous().neg().sum().backward();
    assertThat(freedByClearing(x)).isGreaterThanOrEqualTo(x.nbytes());
  }

  @Test
  void whoeverAskedForAGradientKeepsIt() {
    Tensor x = leaf();
    x.mul(2).neg().sum().backward();
    Tensor g = x.grad();
    assertThat(freedByClearing(x)).isLessThan(x.nbytes());
    overwrite();
    isAll(g, -2);
    x.mul(3).neg().sum().backward();
    Tensor part = x.grad().narrow(0, 0, LARGE / 2);
    x.mul(3).neg().sum().backward();
    x.setGrad(Tensor.zeros(LARGE));
    overwrite();
    isAll(part, -6);
    isAll(x.grad(), 0);
  }

  @Test
  void setToItselfAGradientStays() {
    Tensor x = leaf();
    x.mul(2).neg().sum().backward();
    x.setGrad(Autograd.lentGrad(x));
    overwrite();
    isAll(x.grad(), -2);
  }

  @Test
  void clearingOneOfTwoThatShareLeavesTheOther() {
    Tensor x = leaf();
    Tensor y = leaf();
    x.add(y).neg().sum().backward();
    x.setGrad(null);
    overwrite();
    isAll(y.grad(), -1);
    x.add(y).neg().sum().backward();
    Tensor z = x.grad();
    y.setGrad(null);
    overwrite();
    isAll(z, -1);
  }

  @Test
  void aGradientThatWasGivenStaysTheGivers() {
    Tensor x = leaf();
    Tensor g = Tensor.full(new long[] {LARGE}, 4.0);
    x.reshape(LARGE).backward(g);
    x.setGrad(null);
    overwrite();
    isAll(g, 4);
    x.setGrad(g);
    x.setGrad(null);
    overwrite();
    isAll(g, 4);
  }

  @Test
  void gradientsOfGradientsKeepWhatTheyNeed() {
    Tensor x = leaf();
    x.mul(x).mul(x).sum().backward(null, true, true);
    Tensor second = x.grad().sum();
    x.setGrad(null);
    overwrite();
    second.backward();
    isAll(x.grad(), 3);
  }
}
