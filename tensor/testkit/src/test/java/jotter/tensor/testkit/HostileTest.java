package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Fft;
import jotter.tensor.Linalg;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/// Sizes and indices that make no sense: an exception that says so, and never anything worse.
class HostileTest {
  private static final long HUGE = Long.MAX_VALUE;
  private static final long HALF = 1L << 62;

  private static Map<String, Executable> calls() {
    Map<String, Executable> m = new LinkedHashMap<>();
    Tensor x = Tensor.arange(12).reshape(3, 4).to(DType.FLOAT32);
    Tensor far = Tensor.of(0L, 7L);
    Tensor wild = Tensor.of(HUGE, Long.MIN_VALUE);
    m.put("zeros of more than there is", () -> Tensor.zeros(HUGE));
    m.put("zeros whose product overflows", () -> Tensor.zeros(HALF, 8));
    m.put("zeros whose bytes overflow", () -> Tensor.zeros(HALF));
    m.put("zeros of a negative size", () -> Tensor.zeros(-1, 3));
    m.put("zeros of the most negative size", () -> Tensor.zeros(Long.MIN_VALUE));
    m.put("eye", () -> Tensor.eye(1L << 40));
    m.put("arange", () -> Tensor.arange(HUGE));
    m.put("arange of infinity", () -> Tensor.arange(0, Double.POSITIVE_INFINITY, 1));
    m.put("arange of nothing", () -> Tensor.arange(0, 10, 0));
    m.put("linspace", () -> Tensor.linspace(0, 1, -3));
    m.put("reshape", () -> x.reshape(HALF, 4));
    m.put("reshape with two unknowns", () -> x.reshape(-1, -1));
    m.put("reshape to negatives", () -> x.reshape(-2, -6));
    m.put("expand", () -> x.unsqueeze(0).expand(HUGE, 3, 4).contiguous());
    m.put("expand to negatives", () -> x.expand(-7, 4));
    m.put("repeat", () -> x.repeat(HALF, HALF));
    m.put("tile", () -> x.repeat(-1, 2));
    m.put("repeatInterleave", () -> x.repeatInterleave(HALF, 0));
    m.put("asStrided outside", () -> x.asStrided(new long[] {4, 4}, new long[] {4, 1}, 0));
    m.put("asStrided far away", () -> x.asStrided(new long[] {2}, new long[] {HALF}, 0));
    m.put("asStrided overflowing", () -> x.asStrided(new long[] {3}, new long[] {HALF}, HALF));
    m.put("asStrided before", () -> x.asStrided(new long[] {2}, new long[] {1}, -5));
    m.put("narrow", () -> x.narrow(0, 2, HUGE));
    m.put("narrow before", () -> x.narrow(0, -9, 1));
    m.put("select", () -> x.select(1, 4));
    m.put("select in no dimension", () -> x.select(2, 0));
    m.put("get", () -> x.get("3"));
    m.put("get below", () -> x.get("-4"));
    m.put("get a number that is none", () -> x.get("99999999999999999999"));
    m.put("get with a step of 0", () -> x.get("::0"));
    m.put("get of too many", () -> x.get("0, 0, 0"));
    m.put("get of nonsense", () -> x.get("1:2:3:4, %"));
    m.put("get by a tensor", () -> x.get("?", far));
    m.put("get by a wild tensor", () -> x.get("?", wild));
    m.put("gather", () -> x.gather(0, far.unsqueeze(0)));
    m.put("gather wild", () -> x.gather(0, wild.unsqueeze(0)));
    m.put("take", () -> x.take(Tensor.of(12L)));
    m.put("take wild", () -> x.take(wild));
    m.put("indexSelect", () -> x.indexSelect(0, wild));
    m.put("indexAdd", () -> x.indexAdd(0, far, Tensor.ones(2, 4), 1));
    m.put("scatter", () -> x.scatterAdd(1, wild.unsqueeze(0), Tensor.ones(1, 2)));
    m.put("embedding", () -> F.embedding(wild, x, null));
    m.put("crossEntropy", () -> F.crossEntropy(x, Tensor.of(0L, 1L, 4L)));
    m.put("oneHot", () -> F.oneHot(Tensor.of(-1L), 3));
    m.put("oneHot wild", () -> F.oneHot(wild, 3));
    m.put("bincount", () -> Tensor.of(-1L).bincount());
    m.put("unfold", () -> x.unfold(0, 4, 1));
    m.put("unfold with no step", () -> x.unfold(0, 2, 0));
    m.put("unfold of negative size", () -> x.unfold(0, -2, 1));
    m.put("constantPad", () -> x.constantPad(new long[] {HALF, HALF}, 0));
    m.put("constantPad to less than nothing", () -> x.constantPad(new long[] {-3, -3}, 0));
    m.put("roll", () -> x.roll(new long[] {1}, 5));
    m.put("split", () -> x.split(0, 0));
    m.put("chunk", () -> x.chunk(-1, 0));
    m.put("cat", () -> Tensor.cat(0, x, Tensor.ones(1, 5)));
    m.put("cat of nothing", () -> Tensor.cat(0));
    m.put("stack", () -> Tensor.stack(0, x, Tensor.ones(5)));
    m.put("topk", () -> x.topk(5, 1, true));
    m.put("topk negative", () -> x.topk(-1, 1, true));
    m.put("kthvalue", () -> x.kthvalue(0, 1, false));
    m.put("sum", () -> x.sum(7));
    m.put("sum twice", () -> x.sum(0, 0));
    m.put("permute", () -> x.permute(0, 0));
    m.put("transpose", () -> x.transpose(0, 9));
    m.put("matmul", () -> x.matmul(x));
    m.put("conv2d", () -> F.conv2d(x.reshape(1, 1, 3, 4), Tensor.ones(1, 1, 9, 9), null));
    m.put("maxPool2d", () -> F.maxPool2d(x.reshape(1, 3, 4), 9));
    m.put("interpolate", () -> F.interpolate(x.reshape(1, 1, 3, 4), new long[] {0, 0}, "nearest"));
    m.put("fft of nothing", () -> Fft.fft(Tensor.zeros(0)));
    m.put("cholesky of no square", () -> Linalg.cholesky(x, false));
    m.put("inv of nothing to invert", () -> Linalg.inv(Tensor.zeros(3, 3)));
    m.put("svd of NaN", () -> Linalg.svd(Tensor.full(new long[] {3, 3}, Double.NaN)));
    m.put("eigh of NaN", () -> Linalg.eigh(Tensor.full(new long[] {3, 3}, Double.NaN)));
    m.put("randperm", () -> Tensor.randperm(-1));
    m.put("randint", () -> Tensor.randint(5, 5, 3));
    m.put("item", () -> x.item());
    m.put("view in another type", () -> x.get("0, :3").view(DType.FLOAT64));
    return m;
  }

  @TestFactory
  Stream<DynamicTest> throwsInWords() {
    return calls().entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () -> {
                      Throwable t = catchThrowable(e.getValue()::execute);
                      assertThat(t).as("was accepted").isNotNull();
                      assertThat(t)
                          .isInstanceOfAny(
                              IllegalArgumentException.class,
                              IndexOutOfBoundsException.class,
                              ArithmeticException.class,
                              IllegalStateException.class,
                              OutOfMemoryError.class);
                      assertThat(t.getMessage()).isNotBlank();
                    }));
  }

  /// Views of views by arbitrary numbers: whatever is accepted lies inside of the memory.
  @Test
  void noViewLeavesItsMemory() {
    Random random = new Random(5);
    long[] odd = {-9, -3, -1, 0, 1, 2, 3, 5, 8, HALF, HUGE, Long.MIN_VALUE};
    List<String> seen = new ArrayList<>();
    for (int round = 0; round < 20_000; round++) {
      Tensor x = Tensor.arange(24).reshape(2, 3, 4);
      try {
        for (int k = 0; k < 3; k++) {
          long a = odd[random.nextInt(odd.length)];
          long b = odd[random.nextInt(odd.length)];
          long c = odd[random.nextInt(odd.length)];
          int d = random.nextInt(6) - 3;
          x =
              switch (random.nextInt(8)) {
                case 0 -> x.narrow(d, a, b);
                case 1 -> x.select(d, a);
                case 2 -> x.slice(d, a, b, c);
                case 3 -> x.unfold(d, a, b);
                case 4 -> x.asStrided(new long[] {a, b}, new long[] {b, c}, a);
                case 5 -> x.reshape(a, b);
                case 6 -> x.diagonal(a, d, 0);
                default -> x.get(a + ":" + b + ":" + c);
              };
        }
        if (x.numel() > 1 << 20) continue;
        long[] v = x.toLongArray();
        for (long e : v) assertThat(e).isBetween(0L, 23L);
        seen.add("read");
      } catch (IllegalArgumentException
          | IndexOutOfBoundsException
          | ArithmeticException
          | IllegalStateException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(seen).hasSizeGreaterThan(500);
  }
}
