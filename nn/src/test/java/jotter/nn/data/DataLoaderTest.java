package jotter.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLoaderTest {
  /// Samples with random noise, as augmentation makes it.
  private static Dataset<Labeled> noisy(int n) {
    Dataset<Labeled> plain =
        Dataset.of(
            Tensor.arange(n).reshape(n, 1).to(jotter.tensor.DType.FLOAT32), Tensor.arange(n));
    return plain.map(s -> new Labeled(s.x().add(Tensor.rand(1)), s.y()));
  }

  private static List<float[]> epoch(DataLoader<Labeled> loader) {
    List<float[]> r = new ArrayList<>();
    for (Labeled b : loader) r.add(b.x().toFloatArray());
    return r;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void batchesDoNotDependOnTheNumberOfWorkers(int workers) {
    var none = DataLoader.of(noisy(37), 5).shuffle(true).seed(7);
    var some = DataLoader.of(noisy(37), 5).shuffle(true).seed(7).workers(workers);
    for (int e = 0; e < 2; e++) {
      List<float[]> a = epoch(none);
      List<float[]> b = epoch(some);
      assertThat(a).hasSize(8);
      for (int i = 0; i < a.size(); i++) assertThat(b.get(i)).isEqualTo(a.get(i));
    }
  }

  @Test
  void epochsDifferAndCanBeRepeated() {
    var loader = DataLoader.of(noisy(20), 20).shuffle(true).seed(1);
    float[] first = epoch(loader).getFirst();
    assertThat(epoch(loader).getFirst()).isNotEqualTo(first);
    assertThat(epoch(loader.epoch(0)).getFirst()).isEqualTo(first);
  }

  @Test
  void theLastBatchMayBeDropped() {
    assertThat(DataLoader.of(noisy(10), 4).batches()).isEqualTo(3);
    var loader = DataLoader.of(noisy(10), 4).dropLast(true);
    assertThat(loader.batches()).isEqualTo(2);
    assertThat(epoch(loader)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void whatFailsNamesTheSample(int workers) {
    Dataset<Tensor> broken =
        Dataset.of(LongStream.range(0, 10).boxed().toList())
            .map(
                i -> {
                  if (i == 6) throw new IllegalStateException("no such file");
                  return Tensor.of(i.longValue());
                });
    var loader = DataLoader.of(broken, 2).workers(workers);
    assertThatThrownBy(() -> loader.forEach(b -> {}))
        .isInstanceOf(SampleException.class)
        .hasMessage("sample 6: no such file")
        .extracting(e -> ((SampleException) e).index())
        .isEqualTo(6L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void anInterruptEndsTheLoop(int workers) {
    var loader = DataLoader.of(noisy(100), 1).workers(workers);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> loader.forEach(b -> {})).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  record Nested(Tensor a, Map<String, List<Tensor>> more) {}

  @Test
  void samplesOfAnyFormBecomeBatchesOfThatForm() {
    Tensor t = Tensor.of(1f, 2f);
    Nested n = Collate.stack(List.of(one(t), one(t), one(t)));
    assertThat(n.a().shape()).containsExactly(3, 2);
    assertThat(n.more().get("k").get(1).shape()).containsExactly(3, 2);
    assertThatThrownBy(() -> Collate.stack(List.of("a", "b")))
        .hasMessageContaining("a batch of String is not known");
  }

  private static Nested one(Tensor t) {
    return new Nested(t, Map.of("k", List.of(t, t)));
  }

  @Test
  void raggedSamplesArePadded() {
    Tensor r = Collate.pad(List.of(Tensor.of(1f), Tensor.of(2f, 3f, 4f)), -1);
    assertThat(r.toFloatArray()).containsExactly(1, -1, -1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void streamsKeepTheirOrder(int workers) {
    StreamDataset<Tensor> s = () -> LongStream.range(0, 10).mapToObj(Tensor::of).iterator();
    StreamDataset<Tensor> even = s.filter(t -> t.itemLong() % 2 == 0).map(t -> t.mul(10));
    List<long[]> all = new ArrayList<>();
    DataLoader.of(even, 2).workers(workers).forEach(b -> all.add(b.flatten().toLongArray()));
    assertThat(all).hasSize(3);
    assertThat(all.get(1)).containsExactly(40, 60);
    assertThat(all.get(2)).containsExactly(80);
  }

  @Test
  void streamsAreAugmentedTheSameByAnyNumberOfWorkers() {
    StreamDataset<Tensor> s = () -> LongStream.range(0, 40).mapToObj(Tensor::of).iterator();
    StreamDataset<Tensor> noisy =
        s.shuffle(16).map(t -> t.add(Tensor.rand(1))).filter(t -> t.item() % 1 > 0.2);
    List<List<float[]>> seen = new ArrayList<>();
    for (int workers : new int[] {0, 1, 3}) {
      var loader = DataLoader.of(noisy, 4).workers(workers).seed(9);
      for (int epoch = 0; epoch < 2; epoch++) {
        List<float[]> all = new ArrayList<>();
        loader.forEach(b -> all.add(b.flatten().toFloatArray()));
        seen.add(all);
      }
    }
    for (int i = 2; i < seen.size(); i++)
      assertThat(seen.get(i).toArray(float[][]::new))
          .isDeepEqualTo(seen.get(i % 2).toArray(float[][]::new));
    assertThat(seen.get(0).get(0)).isNotEqualTo(seen.get(1).get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void whatFailsInAStreamIsCounted(int workers) {
    StreamDataset<Tensor> s = () -> LongStream.range(0, 10).mapToObj(Tensor::of).iterator();
    StreamDataset<Tensor> broken =
        s.map(
            t -> {
              if (t.itemLong() == 5) throw new IllegalStateException("line 6 is no number");
              return t;
            });
    assertThatThrownBy(() -> DataLoader.of(broken, 2).workers(workers).forEach(b -> {}))
        .isInstanceOf(SampleException.class)
        .hasMessage("sample 5: line 6 is no number");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> DataLoader.of(s, 2).workers(workers).forEach(b -> {}))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void interruptsAreSeenThoughTheNextBatchIsThere(int workers) throws InterruptedException {
    CountDownLatch loaded = new CountDownLatch(workers == 0 ? 1 : 3);
    Dataset<Tensor> d = Dataset.of(List.of(Tensor.of(1f), Tensor.of(2f), Tensor.of(3f)));
    var batches =
        DataLoader.of(d, 1)
            .workers(workers)
            .prepare(
                b -> {
                  loaded.countDown();
                  return b;
                })
            .iterator();
    assertThat(batches.next().item()).isEqualTo(1);
    assertThat(loaded.await(20, TimeUnit.SECONDS)).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(batches::next).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void batchesArePreparedWhereTheyAreLoaded(int workers) {
    List<String> threads = java.util.Collections.synchronizedList(new ArrayList<>());
    Dataset<Tensor> d = Dataset.of(List.of(Tensor.of(1f), Tensor.of(2f)));
    StreamDataset<Tensor> s = () -> List.of(Tensor.of(1f), Tensor.of(2f)).iterator();
    for (DataLoader<Tensor> loader : List.of(DataLoader.of(d, 1), DataLoader.of(s, 1))) {
      List<Float> all = new ArrayList<>();
      loader
          .workers(workers)
          .prepare(
              b -> {
                threads.add(Thread.currentThread().getName());
                return b.mul(10);
              })
          .forEach(b -> all.add((float) b.item()));
      assertThat(all).containsExactly(10f, 20f);
    }
    assertThat(threads).hasSize(4).allMatch(n -> n.equals("jotter-loader") == (workers > 0));
  }

  @Test
  void samplersDrawWhatTheySay() {
    Rng rng = Rng.of(3);
    assertThat(sorted(Sampler.random(9).indices(rng))).isEqualTo(sorted(range(9)));
    long[] weighted = Sampler.weighted(new double[] {0, 1, 3}, 4000, true).indices(rng);
    assertThat(Arrays.stream(weighted).filter(i -> i == 0).count()).isZero();
    assertThat(Arrays.stream(weighted).filter(i -> i == 2).count()).isBetween(2850L, 3150L);
    long[] distinct = Sampler.weighted(new double[] {1, 0, 2, 5}, 3, false).indices(rng);
    assertThat(sorted(distinct)).containsExactly(0, 2, 3);
    var all = new HashSet<Long>();
    for (int r = 0; r < 3; r++)
      for (long i : Sampler.distributed(10, r, 3, true, false).indices(Rng.of(5))) all.add(i);
    assertThat(all).hasSize(10);
    long[] lengths = range(64);
    for (long[] b : BatchSampler.byLength(lengths, 8, 8).batches(rng))
      assertThat(Arrays.stream(b).max().getAsLong() - Arrays.stream(b).min().getAsLong())
          .isEqualTo(7);
  }

  @Test
  void partsAreDisjointAndComplete() {
    Dataset<Labeled> d = Dataset.of(Tensor.arange(10).reshape(10, 1), Tensor.arange(10));
    var parts = d.randomSplit(4, 0.75, 0.25);
    assertThat(parts.get(0).size()).isEqualTo(8);
    var seen = new HashSet<Long>();
    for (var p : parts) for (long i = 0; i < p.size(); i++) seen.add(p.get(i).y().itemLong());
    assertThat(seen).hasSize(10);
    assertThat(parts.get(1).gather(new long[] {1}).y().item())
        .isEqualTo(parts.get(1).get(1).y().item());
  }

  private static long[] range(int n) {
    return LongStream.range(0, n).toArray();
  }

  private static long[] sorted(long[] v) {
    long[] r = v.clone();
    Arrays.sort(r);
    return r;
  }
}
