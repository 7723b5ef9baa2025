package jotter.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.MSELoss;
import jotter.nn.optim.SGD;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.diagnostics.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilerTest {
  @TempDir Path dir;

  private static Trainer<?> train(Profiler profiler, int epochs) {
    var net = new Sequential(new Linear(8, 16), new ReLU(), new Linear(16, 1));
    var t =
        Trainer.of(net, new MSELoss(), new SGD(net.parameters(), 0.01))
            .progress(false)
            .listen(profiler);
    t.fit(DataLoader.of(Dataset.of(Tensor.randn(32, 8), Tensor.randn(32, 1)), 4), epochs);
    return t;
  }

  @Test
  void someBatchesAreLookedAt() throws Exception {
    List<Profile> got = new ArrayList<>();
    var profiler = Profiler.after(2).batches(3).into(dir).then(got::add);
    train(profiler, 1);
    Profile p = profiler.profile();
    assertThat(got).containsExactly(p);
    assertThat(Profile.active()).isNull();
    // Two linear layers in each of three batches.
    assertThat(p.byOp())
        .anySatisfy(
            l -> {
              assertThat(l.name()).isEqualTo("linear");
              assertThat(l.calls()).isEqualTo(6);
              assertThat(l.own()).isPositive();
              assertThat(l.bytes()).isEqualTo(3 * 4 * (4 * 16 + 4));
            })
        .anySatisfy(l -> assertThat(l.name()).isEqualTo("linear (backward)"));
    assertThat(p.byLayer()).extracting(Profile.Line::name).contains("0", "1", "2");
    assertThat(p.nanos()).isPositive();

    List<String> csv = Files.readAllLines(dir.resolve("profile.csv"));
    assertThat(csv.getFirst()).isEqualTo("kind,name,calls,own_ms,total_ms,bytes");
    assertThat(csv)
        .hasSize(1 + p.byOp().size() + p.byLayer().size())
        .anyMatch(l -> l.matches("op,linear,6,[0-9.]+,[0-9.]+,816"))
        .allSatisfy(l -> assertThat(l.split(",")).hasSize(6));
    JsonNode trace = new ObjectMapper().readTree(dir.resolve("trace.json").toFile());
    List<String> names = new ArrayList<>();
    for (JsonNode e : trace.get("traceEvents"))
      if (e.get("ph").asText().equals("X")) {
        names.add(e.get("name").asText());
        assertThat(e.get("dur").asDouble()).isNotNegative();
      }
    assertThat(names).hasSize(p.events().size()).contains("linear");
  }

  @Test
  void itSaysWhenItHasNotSeenEnough() {
    var profiler = Profiler.after(100);
    train(profiler, 1);
    assertThatThrownBy(profiler::profile)
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("has seen 8 batches and wants 103");
  }

  @Test
  void whatEndsEarlyIsShown() {
    var profiler = Profiler.after(6).batches(50);
    train(profiler, 1);
    assertThat(profiler.profile().byOp()).isNotEmpty();
    assertThat(Profile.active()).isNull();
  }

  @Test
  void oneIsTakenAtATime() {
    Profile p = Profile.begin();
    try {
      assertThatThrownBy(Profile::begin).isInstanceOf(IllegalStateException.class);
      Tensor.rand(4, 4).matmul(Tensor.rand(4, 4));
    } finally {
      p.end();
    }
    assertThat(p.end().byOp()).extracting(Profile.Line::name).contains("matMul");
    assertThat(p.events()).isNotEmpty();
  }
}
