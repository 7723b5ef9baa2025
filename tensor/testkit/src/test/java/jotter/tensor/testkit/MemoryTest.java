package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jotter.tensor.DType;
import jotter.tensor.LiveTensors;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Who holds memory, what is said when there is none left, and what a scope gives back.
class MemoryTest {
  @Test
  void largeBlocksAreKnownByTheLineThatMadeThem() {
    Tensor large = Tensor.zeros(600, 1000);
    LiveTensors.Holder mine =
        LiveTensors.table().holders().stream()
            .filter(h -> h.site().contains("largeBlocksAreKnown"))
            .findFirst()
            .orElseThrow();
    assertThat(mine.bytes()).isEqualTo(large.nbytes());
    assertThat(mine.count()).isEqualTo(1);
    assertThat(LiveTensors.table().toString()).contains("2.3 MB", "MemoryTest.java:");
    assertThat(large.numel()).isEqualTo(600_000);
  }

  @Test
  void smallOnesAreKnownIfWatched() {
    LiveTensors.watch(0);
    try {
      Tensor[] many = new Tensor[40];
      for (int i = 0; i < many.length; i++) many[i] = Tensor.zeros(10);
      assertThat(
              LiveTensors.table().holders().stream()
                  .filter(h -> h.site().contains("smallOnesAreKnown"))
                  .mapToInt(LiveTensors.Holder::count)
                  .sum())
          .isEqualTo(40);
      assertThat(many[39].numel()).isEqualTo(10);
    } finally {
      LiveTensors.unwatch();
    }
  }

  @Test
  void whatAScopeFreedIsNoLongerListed() {
    Scope.run(() -> Tensor.zeros(700, 1000).sum().item());
    assertThat(LiveTensors.table().holders()).noneMatch(h -> h.site().contains("whatAScopeFreed"));
  }

  @Test
  void aScopeFreesTensorsOfAnyStrides() {
    Tensor[] leaked = new Tensor[1];
    Scope.run(
        () -> {
          leaked[0] = Tensor.emptyStrided(new long[] {2, 3}, new long[] {1, 2}, DType.FLOAT32);
        });
    assertThat(leaked[0].storage().isReleased()).isTrue();
  }

  @Test
  void outOfMemorySaysWhoHoldsIt() {
    Tensor held = Tensor.zeros(900, 1000);
    assertThatThrownBy(() -> Tensor.empty(new long[] {1L << 42}, DType.FLOAT32))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("asked for 16.0 TB")
        .hasMessageContaining("limit")
        .hasMessageContaining("Try a smaller batch")
        .hasMessageContaining("MemoryTest.outOfMemorySaysWhoHoldsIt");
    assertThat(held.sum().item()).isZero();
  }

  @Test
  void aReleasedTensorThrowsAndSaysWhereItWasMade() {
    LiveTensors.watch(0);
    try {
      Tensor[] leaked = new Tensor[3];
      Scope.run(
          () -> {
            leaked[0] = Tensor.ones(4);
            leaked[1] = leaked[0].add(1);
            leaked[2] = leaked[0].reshape(2, 2);
          });
      for (Tensor t : leaked) {
        assertThatThrownBy(t::toFloatArray)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("released")
            .hasMessageContaining("made at")
            .hasMessageContaining("MemoryTest.java:")
            .hasMessageContaining("Scope.keep");
        assertThatThrownBy(() -> t.add(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> t.matmul(t)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> t.add_(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> t.get("0").item()).isInstanceOf(RuntimeException.class);
      }
    } finally {
      LiveTensors.unwatch();
    }
  }

  @Test
  void theReportAddsUp() {
    Tensor x = Tensor.zeros(1000, 1000);
    assertThat(LiveTensors.report().held()).isGreaterThanOrEqualTo(x.nbytes());
    assertThat(LiveTensors.report().peak()).isGreaterThanOrEqualTo(LiveTensors.report().held());
    assertThat(LiveTensors.report().toString()).contains("in use", "limit");
  }
}
