package jotter.tensor.cpu.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Update;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Weights that are kept laid out give the same bits as those that are not, also after anybody has
/// changed them, and go away when they should.
class WeightFormsTest {
  private static final int ROWS = 70;
  private static final int DEPTH = 131;
  private static final int CALLS = 5;

  private final int threads = Threads.get();

  @BeforeEach
  void empty() {
    WeightForms.clear();
    Rng.seed(3);
  }

  @AfterEach
  void reset() {
    Threads.set(threads);
  }

  private static Tensor weight(long... shape) {
    return Tensor.randn(shape).requiresGrad_();
  }

  private static Tensor asked(Tensor x, Tensor w, Tensor bias) {
    return Grad.off(() -> F.linear(x, w, bias));
  }

  /// With a copy of the weight, which nobody keeps.
  private static Tensor fresh(Tensor x, Tensor w, Tensor bias) {
    return Grad.off(() -> F.linear(x, w.detach().clone(), bias));
  }

  private static void same(Tensor y, Tensor expected) {
    int[] a = bits(y);
    int[] b = bits(expected);
    assertThat(a).isEqualTo(b);
  }

  private static int[] bits(Tensor t) {
    float[] f = t.toFloatArray();
    int[] r = new int[f.length];
    for (int i = 0; i < r.length; i++) r[i] = Float.floatToRawIntBits(f[i]);
    return r;
  }

  private static void asksOften(Tensor x, Tensor w, Tensor bias) {
    Tensor expected = fresh(x, w, bias);
    for (int i = 0; i < CALLS; i++) same(asked(x, w, bias), expected);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 131, 70",
    "5, 1100, 33",
    "128, 768, 96",
    "300, 700, 1100",
    "9, 9000, 65",
    "130, 2100, 1090",
  })
  void bitsStay(int m, int k, int n) {
    Tensor x = Tensor.randn(m, k);
    Tensor w = weight(n, k);
    Tensor bias = Tensor.randn(n);
    Grad.off(() -> w.narrow(0, 1, 1).fill_(Double.NaN));
    for (int t : new int[] {1, 3}) {
      Threads.set(t);
      asksOften(x, w, bias);
      asksOften(x, w, null);
    }
    assertThat(WeightForms.bytes()).isGreaterThanOrEqualTo(4L * n * k);
  }

  /// Everything that writes to memory; the second weight is a part of the same memory.
  static Stream<String> writers() {
    return WRITERS.keySet().stream();
  }

  private static final Map<String, Consumer<Tensor>> WRITERS = new TreeMap<>();

  static {
    WRITERS.put("add_", w -> w.add_(1));
    WRITERS.put("mul_", w -> w.mul_(Tensor.randn(w.shape())));
    WRITERS.put("addcmul_", w -> w.addcmul_(Tensor.randn(DEPTH), Tensor.randn(DEPTH), 0.5));
    WRITERS.put("lerp_", w -> w.lerp_(Tensor.randn(w.shape()), 0.25));
    WRITERS.put("clamp_", w -> w.clamp_(-0.5, 0.5));
    WRITERS.put("fill_", w -> w.fill_(0.125));
    WRITERS.put("zero_", Tensor::zero_);
    WRITERS.put("copy_", w -> w.copy_(Tensor.randn(w.shape())));
    WRITERS.put("copy_ of another type", w -> w.copy_(Tensor.randn(w.shape()).to(DType.FLOAT64)));
    WRITERS.put("uniform_", w -> w.uniform_(-1, 1));
    WRITERS.put("normal_", w -> w.normal_(0, 1));
    WRITERS.put("bernoulli_", w -> w.bernoulli_(0.5));
    WRITERS.put("uniform_ of a view", w -> w.t().uniform_(-1, 1));
    WRITERS.put("maskedFill_", w -> w.maskedFill_(w.detach().gt(0), 7));
    WRITERS.put("fillDiagonal_", w -> w.fillDiagonal_(3, true));
    WRITERS.put("tril_", w -> w.tril_(0));
    WRITERS.put("indexAdd_", w -> w.indexAdd_(0, Tensor.of(1L, 5L), Tensor.randn(2, DEPTH), 2));
    WRITERS.put("indexFill_", w -> w.indexFill_(1, Tensor.of(0L, 9L), 4));
    WRITERS.put("a row", w -> w.narrow(0, 3, 1).fill_(2));
    WRITERS.put("a column of the transposed", w -> w.t().select(0, 4).mul_(3));
    WRITERS.put("a flat view", w -> w.view(-1).narrow(0, 100, 5).neg_());
    WRITERS.put("a detached view", w -> w.detach().narrow(1, 7, 2).zero_());
    WRITERS.put("the raw tensor", w -> w.raw().add_(1));
    WRITERS.put("another type's view", w -> w.detach().view(DType.INT32).add_(1 << 20));
    WRITERS.put(
        "wrapped memory",
        w ->
            Tensor.wrap(w.storage(), Layout.contiguous(w.storage().bytes()), DType.UINT8)
                .narrow(0, 3, 1)
                .fill_(0x40));
    Program halved = Program.of("halved", Formula.X.mul(Formula.Y));
    WRITERS.put(
        "a kernel of its own", w -> Dispatch.update(halved, new double[0], w, Tensor.randn(1)));
    WRITERS.put(
        "an optimizer's rule",
        w -> {
          Update rule = Update.of("rule", halved.formula(), Formula.Y);
          Tensor other = Tensor.randn(w.shape());
          Dispatch.update(rule, new double[0], new Tensor[] {w, other});
        });
    WRITERS.put(
        "the address",
        w -> {
          Memory.setDouble(DType.FLOAT32, w.address() + 40, 42);
          w.storage().touch();
        });
    WRITERS.put("twice", w -> w.add_(1).mul_(2));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void changesAreSeen(String writer) {
    Tensor x = Tensor.randn(9, DEPTH);
    Tensor w = weight(ROWS, DEPTH);
    asksOften(x, w, null);
    assertThat(WeightForms.bytes()).isGreaterThan(0);
    Tensor old = w.detach().clone();
    Grad.off(() -> WRITERS.get(writer).accept(w));
    assertThat(w.equal(old)).isFalse();
    asksOften(x, w, null);
    // And once more when it was kept again.
    Grad.off(() -> w.neg_());
    asksOften(x, w, null);
  }

  @ParameterizedTest
  @MethodSource("writers")
  void changesOfTheWholeAreSeenInParts(String writer) {
    Tensor x = Tensor.randn(9, DEPTH);
    Tensor all = weight(3 * ROWS, DEPTH);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 3; i++) {
        int part = i;
        asksOften(x, Grad.off(() -> all.narrow(0, part * ROWS, ROWS)), null);
      }
      Grad.off(() -> WRITERS.get(writer).accept(all));
    }
    assertThat(WeightForms.bytes()).isGreaterThan(0);
  }

  @Test
  void aChangeThatWasCutShortIsSeen() {
    Tensor x = Tensor.randn(9, 1200);
    Tensor w = weight(2000, 1200);
    asksOften(x, w, null);
    int before = w.storage().version();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Grad.off(() -> w.add_(1))).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(w.storage().version()).isGreaterThan(before);
    asksOften(x, w, null);
  }

  @Test
  void anotherMemoryIsAnotherWeight() {
    Tensor x = Tensor.randn(9, DEPTH);
    Tensor w = weight(ROWS, DEPTH);
    asksOften(x, w, null);
    w.storage().release();
    assertThatThrownBy(() -> asked(x, w, null)).isInstanceOf(IllegalStateException.class);
    assertThat(WeightForms.bytes()).isZero();
    // The pool gives the same memory to the next one of that size.
    for (int i = 0; i < 4; i++) asksOften(x, weight(ROWS, DEPTH), null);
  }

  @Test
  void resizedWeightsAreOthers() {
    Tensor x = Tensor.randn(9, DEPTH);
    Tensor w = weight(ROWS, DEPTH);
    asksOften(x, w, null);
    w.requiresGrad_(false);
    w.resize_(ROWS / 2, DEPTH);
    asksOften(x, w, null);
    w.resize_(2 * ROWS, DEPTH);
    Grad.off(() -> w.uniform_(-1, 1));
    asksOften(x, w, null);
  }

  @Test
  void stepsOfTrainingBetween() {
    Tensor x = Tensor.randn(9, DEPTH);
    Tensor w = weight(ROWS, DEPTH);
    for (int i = 0; i < 3; i++) {
      asksOften(x, w, null);
      F.linear(x, w, null).square().sum().backward();
      assertThat(WeightForms.bytes()).as("a recorded call gives the form up").isZero();
      Grad.off(() -> w.sub_(w.grad(), 0.01));
      w.setGrad(null);
    }
  }

  @Test
  void trainingKeepsNothing() {
    Tensor x = Tensor.randn(9, DEPTH);
    Tensor w = weight(ROWS, DEPTH);
    for (int i = 0; i < 2 * CALLS; i++) F.linear(x, w, null).sum().backward();
    assertThat(WeightForms.bytes()).isZero();
  }

  @Test
  void whatIsNoWeightIsNotKept() {
    Tensor x = Tensor.randn(9, DEPTH);
    Tensor y = Tensor.randn(ROWS, DEPTH);
    asksOften(x, y, null);
    Tensor w = weight(ROWS, DEPTH);
    asksOften(x, Grad.off(() -> w.mul(2)), null);
    asksOften(x.to(DType.FLOAT64), weight(ROWS, DEPTH).detach().to(DType.FLOAT64), null);
    assertThat(WeightForms.bytes()).isZero();
  }

  @Test
  void weightsThatAreTrainedNoMoreAreKept() {
    Tensor x = Tensor.randn(9, DEPTH).requiresGrad_();
    Tensor w = weight(ROWS, DEPTH).requiresGrad_(false);
    Tensor expected = fresh(x.detach(), w, null);
    for (int i = 0; i < CALLS; i++) same(F.linear(x, w, null).detach(), expected);
    assertThat(WeightForms.bytes()).isGreaterThan(0);
    Grad.off(() -> w.mul_(2));
    same(F.linear(x, w, null).detach(), fresh(x.detach(), w, null));
  }

  @Test
  void formsDieWithTheirWeights() throws InterruptedException {
    Tensor x = Tensor.randn(9, DEPTH);
    asksOften(x, weight(ROWS, DEPTH), null);
    for (int i = 0; i < 100 && WeightForms.bytes() > 0; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(WeightForms.bytes()).isZero();
  }

  @Test
  void manyAskAtOnce() throws Exception {
    Tensor x = Tensor.randn(40, 300);
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> expected = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      weights.add(weight(200 + i, 300));
      expected.add(fresh(x, weights.get(i), null));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int first = t;
        all.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 60; i++) {
                    int k = (first + i) % 6;
                    same(asked(x, weights.get(k), null), expected.get(k));
                    if (i % 20 == 7) WeightForms.clear();
                  }
                }));
      }
      for (Future<?> f : all) f.get();
    }
  }
}
