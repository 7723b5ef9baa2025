package jotter.kernel.magic;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jotter.tensor.Tensor;
import jotter.tensor.diagnostics.Report;
import jotter.tensor.spi.MemoryReport;

/// `%memory`: where the memory is.
public final class MemoryMagic implements Magic {
  private static final int HOLDERS = 8;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String summary() {
    return "Shows the memory of tensors and of the JVM, and the largest tensors in variables.";
  }

  @Override
  public String usage() {
    return "%memory";
  }

  @Override
  public Object run(MagicCall call) {
    var sections = new ArrayList<Report.Section>();
    MemoryReport cpu = Tensor.zeros(1).backend().memory();
    sections.add(
        Report.section(
            "Tensors on the processor",
            Report.Entry.info("in use", MemoryReport.bytes(cpu.held())),
            Report.Entry.info("most in use", MemoryReport.bytes(cpu.peak())),
            Report.Entry.info("kept for reuse", MemoryReport.bytes(cpu.pooled())),
            Report.Entry.info("limit", MemoryReport.bytes(cpu.limit()))));
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    sections.add(
        Report.section(
            "Java heap",
            Report.Entry.info("in use", MemoryReport.bytes(heap.getUsed())),
            Report.Entry.info("reserved", MemoryReport.bytes(heap.getCommitted())),
            Report.Entry.info("limit", MemoryReport.bytes(heap.getMax())),
            Report.Entry.info("direct buffers", MemoryReport.bytes(direct))));
    List<Report.Entry> holders =
        call.session().variables().stream()
            .filter(v -> v.value() instanceof Tensor)
            .sorted(Comparator.comparingLong(v -> -bytes((Tensor) v.value())))
            .limit(HOLDERS)
            .map(v -> holder(v.name(), (Tensor) v.value()))
            .toList();
    if (!holders.isEmpty()) {
      sections.add(new Report.Section("Largest tensors in variables", holders));
    }
    return new Report(sections);
  }

  private static long bytes(Tensor t) {
    return t.numel() * t.dtype().bytes();
  }

  private static Report.Entry holder(String name, Tensor t) {
    return Report.Entry.info(
        name,
        MemoryReport.bytes(bytes(t))
            + "  "
            + t.dtype()
            + java.util.Arrays.toString(t.layout().shape()));
  }
}
