package jotter.bench.workloads;

import java.util.function.Supplier;
import jotter.bench.Memory;
import jotter.tensor.Tensor;

/// Two hundred training steps in a process of their own, to see what memory they take.
public final class LongTraining {
  private static final int STEPS = 200;
  private static final int SETTLED = 50;

  private LongTraining() {}

  /// Prints the peak and the growth after the fiftieth step, in MB.
  public static void main(String[] args) {
    Supplier<Tensor> steps = Training.rotating(Training.resnet18(false));
    double before = 0;
    for (int i = 1; i <= STEPS; i++) {
      steps.get();
      if (i == SETTLED) {
        before = Memory.residentMegabytes();
      }
    }
    double growth = Memory.residentMegabytes() - before;
    System.out.println(Memory.peakMegabytes() + " " + growth);
  }

  static int steps() {
    return STEPS;
  }
}
