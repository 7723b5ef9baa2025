package jotter.tensor.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jotter.tensor.diagnostics.Report.Entry;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void thisMachineIsDescribedInOrder() {
    Report report = Report.collect();
    assertThat(report.sections())
        .extracting(Report.Section::title)
        .startsWith("Java", "Processor", "SIMD", "GPU");
    assertThat(report.toString())
        .contains(Runtime.version().toString())
        .contains("threads")
        .doesNotContain("\tat ")
        .doesNotContain("Exception");
  }

  @Test
  void theVectorUnitIsFoundBecauseTestsRunWithTheFlag() {
    Entry simd = Simd.section().entries().getFirst();
    assertThat(simd.value()).matches("(\\d+ bits, \\d+ float lanes|\\d+ bits: no vector unit.*)");
  }

  @Test
  void aMachineWithoutCudaGetsAReasonAndOneWithItGetsDevices() {
    switch (Gpu.probe()) {
      case Gpu.Unavailable none ->
          assertThat(none.toString()).startsWith("CUDA not available: ").hasSizeGreaterThan(25);
      case Gpu.Available gpu -> {
        assertThat(gpu.driver()).matches("\\d+\\.\\d+");
        assertThat(gpu.devices()).isNotEmpty().allMatch(d -> d.memory() > 0);
      }
    }
  }

  @Test
  void linesAreAlignedAndAdviceFollowsItsLine() {
    Report report =
        new Report(
            List.of(
                Report.section("One", Entry.good("a", "works"), Entry.info("long", "fact")),
                Report.section("Two", Entry.warn("b", "broken", "mend it\nlike this"))));
    assertThat(report.toString())
        .isEqualTo(
            """
            One
              + a     works
                long  fact

            Two
              ! b     broken
                      -> mend it
                      -> like this
            """);
    assertThat(report.healthy()).isFalse();
  }

  @Test
  void whatIsMissingButNotNeededLeavesTheMachineHealthy() {
    Report report = new Report(List.of(Report.section("GPU", Entry.absent("CUDA", "none", ""))));
    assertThat(report.healthy()).isTrue();
    assertThat(report.toString()).contains("- CUDA");
  }
}
