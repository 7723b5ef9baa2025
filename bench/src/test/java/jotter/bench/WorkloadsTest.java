package jotter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import jotter.bench.Workload.Settings;
import jotter.bench.Workload.Task;
import jotter.bench.Workload.Timed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The workloads that are quickly set up compute what the other side computes. The checks are those
/// of PyTorch 2.13.
class WorkloadsTest {
  private static final Map<String, Workload> ALL =
      Serve.all().stream().collect(Collectors.toMap(Workload::id, Function.identity()));

  private static final String[] GROUPS = {
    "ew", "red", "mm", "la", "nn", "ov", "train", "infer", "data", "mem", "start"
  };

  @Test
  void everyGroupIsThereAndNoIdTwice() {
    List<String> ids = Serve.all().stream().map(Workload::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids.stream().map(id -> id.substring(0, id.indexOf('.'))).distinct())
        .containsExactly(GROUPS);
  }

  @ParameterizedTest
  @CsvSource({
    "ew.add.1k, 1.06241649",
    "ew.mul.100k, 0.629849398",
    "ew.exp.1k, 7.6303447",
    "ew.tanh.1k, 0.434110008",
    "ew.sigmoid.100k, 2.50130262",
    "ew.gelu_erf.100k, 1.5592205",
    "ew.relu.1k, 1.86036731",
    "ew.where.1m, 3.08220251",
    "ew.pow.1m, 22.9940976",
    "ew.cast_f64.1m, 0.810041222",
    "ew.add_i64.1m, 662.265658",
    "ew.add_bf16.1m, 1.13377563",
    "ew.bcast.1024, 1.22393221",
    "ew.add_t.1024, 1.13435756",
    "red.sort.1m, 2.50126577",
    "red.softmax.64x1000, 0.00500290676",
    "red.log_softmax.64x1000, -22.1848549",
    "red.cross_entropy.128x1000.fb, 14.7351569",
    "mm.f32.64, 6.53039941",
    "mm.f32.128, 9.25506144",
    "mm.f32.128x784x256, 23.5471482",
    "mm.bmm.32x128x64x128, 6.45425982",
    "mm.einsum.bhid_bhjd, 6.31640541",
    "mm.linear.fwd, 0.852396663",
    "mm.sdpa.fwd, 0.13283628",
    "la.cholesky.256, 0.042144768",
    "la.solve.256, 0.534767462",
    "la.svd.256, 67.3661685",
    "la.eigh.256, 9.94362377",
    "la.qr.256, 2.19206847",
    "nn.conv1d.fwd, 0.471202096",
    "nn.conv_transpose.fwd, 0.332009622",
    "nn.lstm.fwd, 0.10577628",
    "nn.gru.fb, 35.8081276",
    "nn.mha.fb, 48.9586744",
    "nn.dropout.fwd, 5.00237246",
    "ov.add10.nograd, 2.70356265",
    "ov.add10.grad, 2.70356265",
    "ov.reshape, 0.854698549",
    "ov.transpose, 0.854698549",
    "ov.slice, 0.887662336",
    "ov.item, 0.897084892",
    "ov.chain100.fb, 562.823079",
    "ov.create1000, 1000",
    "ov.mlp482.step, 1.00279999",
    "train.mlp, 2.23985505",
    "train.lenet, 2.28609324",
    "train.dqn, 0.335531861",
    "infer.gpt_generate, 151.410926",
    "data.loader.w0, 31.0383719"
  })
  void theCheckIsTheOtherSides(String id, double check) throws Exception {
    try (Task task = ALL.get(id).setup().prepare(new Settings(1, false))) {
      double tolerance = id.contains("bf16") || id.startsWith("nn.dropout") ? 1e-2 : 1e-3;
      assertThat(task.check()).isCloseTo(check, within(tolerance * Math.abs(check) + 1e-6));
      ((Timed) task).iteration().call();
    }
  }
}
