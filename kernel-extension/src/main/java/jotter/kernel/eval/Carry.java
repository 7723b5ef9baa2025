package jotter.kernel.eval;

import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Gives a task for a pool the cell that hands it over.
///
/// A pool's threads belong to whichever cell first made them, which is rarely the one that uses
/// them now. [CellTransformer] therefore wraps what a cell passes to an executor or a
/// `CompletableFuture`. A task that is also comparable (for a priority queue) stays as it is.
public final class Carry {
  private Carry() {}

  /// The cell to take along, or null if the task is to stay as it is.
  private static Cell cell(Object task) {
    return task == null || task instanceof Comparable<?> ? null : Cell.current();
  }

  public static Runnable carry(Runnable task) {
    Cell cell = cell(task);
    if (cell == null) {
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
    Cell cell = cell(task);
    if (cell == null) {
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

  /// The tasks of `invokeAll` and `invokeAny`. What else the collection may hold stays as it is.
  public static Collection<?> carry(Collection<?> tasks) {
    Cell cell = cell(tasks);
    if (cell == null || tasks.stream().noneMatch(Callable.class::isInstance)) {
      return tasks;
    }
    return tasks.stream().map(task -> task instanceof Callable<?> c ? carry(c) : task).toList();
  }

  public static <T> Supplier<T> carry(Supplier<T> task) {
    Cell cell = cell(task);
    return cell == null ? task : () -> within(cell, task);
  }

  public static <T, R> Function<T, R> carry(Function<T, R> task) {
    Cell cell = cell(task);
    return cell == null ? task : value -> within(cell, () -> task.apply(value));
  }

  public static <T, U, R> BiFunction<T, U, R> carry(BiFunction<T, U, R> task) {
    Cell cell = cell(task);
    return cell == null ? task : (a, b) -> within(cell, () -> task.apply(a, b));
  }

  public static <T> Consumer<T> carry(Consumer<T> task) {
    Cell cell = cell(task);
    return cell == null ? task : value -> within(cell, () -> nothing(() -> task.accept(value)));
  }

  public static <T, U> BiConsumer<T, U> carry(BiConsumer<T, U> task) {
    Cell cell = cell(task);
    return cell == null ? task : (a, b) -> within(cell, () -> nothing(() -> task.accept(a, b)));
  }

  private static Object nothing(Runnable task) {
    task.run();
    return null;
  }

  private static <R> R within(Cell cell, Supplier<R> task) {
    Cell before = Cell.enter(cell);
    try {
      return task.get();
    } finally {
      Cell.enter(before);
    }
  }
}
