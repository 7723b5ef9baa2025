package jotter.kernel.magic;

import jotter.tensor.diagnostics.Report;

/// `%jotter`: what this machine offers and what Jotter uses of it.
public final class JotterMagic implements Magic {
  @Override
  public String name() {
    return "jotter";
  }

  @Override
  public String summary() {
    return "Reports on the JVM, the processor, memory and GPU, and says what could be better.";
  }

  @Override
  public String usage() {
    return "%jotter";
  }

  @Override
  public Object run(MagicCall call) {
    return Report.collect();
  }
}
