package jotter.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import jotter.tensor.diagnostics.Report;
import jotter.tensor.diagnostics.Report.Entry;
import jotter.tensor.diagnostics.Report.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookDiagnosticTest {
  @TempDir private Path temp;

  private Entry entry(int i) {
    return new NotebookDiagnostic(temp, temp.resolve("bin").toString()).inspect().entries().get(i);
  }

  @Test
  void whatIsMissingIsNoIllness() {
    assertThat(entry(0).level()).isEqualTo(Level.ABSENT);
    assertThat(entry(0).advice()).startsWith("jotter install");
    assertThat(entry(1).level()).isEqualTo(Level.ABSENT);
  }

  @Test
  void anInstalledKernelIsFound() throws Exception {
    new KernelSpec().writeTo(temp.resolve(KernelSpec.NAME));
    assertThat(entry(0).level()).isEqualTo(Level.GOOD);
    assertThat(entry(0).value()).isEqualTo(temp.resolve("jotter").toString());
  }

  @Test
  void aKernelWhoseJavaIsGoneOrWhoseFileIsDamagedIsToBeInstalledAgain() throws Exception {
    Path file = Files.createDirectories(temp.resolve("jotter")).resolve("kernel.json");
    Files.writeString(file, "{\"argv\": [\"" + "/no/such/java\"]}");
    assertThat(entry(0).level()).isEqualTo(Level.WARN);
    assertThat(entry(0).value()).contains("/no/such/java, which is gone");
    Files.writeString(file, "{\"argv\": ");
    assertThat(entry(0).value()).endsWith("is damaged");
  }

  @Test
  void theReportHasTheSection() {
    assertThat(Report.collect().sections()).extracting(Report.Section::title).contains("Notebook");
  }
}
