package jotter.kernel.eval;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Gives a task for a pool the cell that hands it over.
///
/// A pool's threads belong to whichever cell first made them, which is rarely the one that uses
/// them now. [CellTransformer] therefore wraps what a cell passes to `submit`, `execute`,
/// `runAsync` and `supplyAsync`. A task that is also comparable (for a priority queue) stays as it
/// is.
public final class Carry {
  private Carry() {}

  public static Runnable carry(Runnable task) {
    Cell cell = Cell.current();
    if (cell == null || task == null || task instanceof Comparable<?>) {
      return task;
    }
    return () -> {
      Cell before = Cell.enter(cell);
      try {
        task.run();
      } finally {
        Cell.enter(before);
      }
    };
  }

  public static <T> Callable<T> carry(Callable<T> task) {
    Cell cell = Cell.current();
    if (cell == null || task == null || task instanceof Comparable<?>) {
      return task;
    }
    return () -> {
      Cell before = Cell.enter(cell);
      try {
        return task.call();
      } finally {
        Cell.enter(before);
      }
    };
  }

  public static <T> Supplier<T> carry(Supplier<T> task) {
    Cell cell = Cell.current();
    if (cell == null || task == null) {
      return task;
    }
    return () -> {
      Cell before = Cell.enter(cell);
      try {
        return task.get();
      } finally {
        Cell.enter(before);
      }
    };
  }
}
