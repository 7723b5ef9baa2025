package jotter.tensor.cpu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimdTest {
  @Test
  void whatIsMissingIsNamed() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty())
      assertThat(Simd.REFUSAL).contains("--add-modules jdk.incubator.vector");
    else if (Boolean.getBoolean("jotter.simd.off"))
      assertThat(Simd.REFUSAL).contains("-Djotter.simd.off=true");
    else assertThat(Simd.REFUSAL).isNull();
    assertThat(Simd.ON).isEqualTo(Simd.REFUSAL == null);
  }

  /// As java.vm.info says it with -Xint, with -XX:TieredStopAtLevel=1, and without either.
  @Test
  void slowMachinesAreRefused() {
    assertThat(Simd.slow("interpreted mode, sharing")).endsWith("without -Xint");
    assertThat(Simd.slow("mixed mode, emulated-client, sharing"))
        .endsWith("without -XX:TieredStopAtLevel=1");
    assertThat(Simd.slow("mixed mode, sharing")).isNull();
    assertThat(Simd.slow("compiled mode, sharing")).isNull();
  }
}
