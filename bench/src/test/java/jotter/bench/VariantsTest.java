package jotter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import jotter.bench.Workload.Settings;
import jotter.bench.Workload.Timed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariantsTest {
  private static Callable<Object> lasting(long millis) {
    return () -> {
      Thread.sleep(millis);
      return null;
    };
  }

  @Test
  void theFastestThatAgreesIsChosen() throws Exception {
    Timed chosen =
        new Variants(new Timed(1, lasting(20)), 1e-3)
            .or("wrong", () -> new Timed(1.1, lasting(0)))
            .or(
                "broken",
                () -> {
                  throw new IllegalStateException("no such way");
                })
            .or("none", () -> null)
            .or("slow", () -> new Timed(1.0001, lasting(12)))
            .or("fast", () -> new Timed(1, lasting(4)).withoutGradients())
            .fastest();
    assertThat(chosen.variant()).isEqualTo("fast");
    assertThat(chosen.gradients()).isFalse();
  }

  @Test
  void whatGainsNothingIsNotChosen() throws Exception {
    Timed chosen =
        new Variants(new Timed(1, lasting(5)), 1e-3)
            .or("other", () -> new Timed(1, lasting(6)))
            .fastest();
    assertThat(chosen.variant()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ew.chain.1m", "red.max.dim1", "mm.linear.fb", "ov.chain100.fb", "ov.mlp482.step"})
  void tunedWorkloadsAgree(String id) throws Exception {
    Workload w = Serve.all().stream().filter(x -> x.id().equals(id)).findFirst().orElseThrow();
    double usual = w.setup().prepare(new Settings(1, false)).check();
    Workload.Task tuned = w.setup().prepare(new Settings(1, true));
    assertThat(tuned.check())
        .isEqualTo(usual, org.assertj.core.api.Assertions.within(1e-3 * Math.abs(usual)));
    assertThat(tuned.variant()).isIn("default", "compile", "channels_last");
  }
}
