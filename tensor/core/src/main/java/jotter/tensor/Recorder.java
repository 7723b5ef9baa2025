package jotter.tensor;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jotter.tensor.op.Draw;
import jotter.tensor.op.Family;
import jotter.tensor.op.Movement;
import jotter.tensor.op.Pointwise;
import jotter.tensor.spi.Storage;

/// Is told of every operation while a function is captured as a graph.
///
/// The function runs as ever, with real tensors; whoever records sees what came from what. Only
/// {@link jotter.tensor.graph} has one. When none is active, the price is the read of a counter.
public abstract class Recorder {
  private static final ScopedValue<Recorder> CURRENT = ScopedValue.newInstance();
  private static final AtomicInteger RUNNING = new AtomicInteger();

  private int aside;

  /// The recorder of this thread, or null; null as well inside of what is one operation for it.
  public static Recorder active() {
    if (RUNNING.getPlain() == 0) return null;
    Recorder r = CURRENT.isBound() ? CURRENT.get() : null;
    return r == null || r.aside > 0 ? null : r;
  }

  /// Whether a condition that guards the arguments of an operation holds. It looks at values, yet
  /// is no part of what is computed: a graph leaves it out.
  public static boolean guard(BooleanSupplier condition) {
    Recorder r = active();
    return r == null ? condition.getAsBoolean() : r.aside(condition::getAsBoolean);
  }

  /// Runs `body` and is told of its operations.
  protected final <T> T recording(Supplier<T> body) {
    RUNNING.incrementAndGet();
    try {
      return ScopedValue.where(CURRENT, this).call(body::get);
    } finally {
      RUNNING.decrementAndGet();
    }
  }

  /// Runs `body` without being told.
  public final <T> T aside(Supplier<T> body) {
    aside++;
    try {
      return body.get();
    } finally {
      aside--;
    }
  }

  /// `y` was computed from `x`; either may hold nulls.
  protected abstract void applied(Family op, Tensor[] x, Tensor[] y);

  /// `y` is a view of `x`.
  protected abstract void viewed(Movement op, Tensor x, Tensor y);

  /// `y` was computed from `x` element by element.
  protected abstract void computed(
      Pointwise op, DType compute, DType result, Tensor y, Tensor... x);

  /// `self` is about to be changed in place by `op`; null: it is overwritten.
  protected abstract void changing(Pointwise op, Tensor self);

  /// `self`, the first of `x`, was changed in place.
  protected abstract void changed(Pointwise op, DType compute, Tensor self, Tensor... x);

  /// Random numbers were written to `y`.
  protected abstract void drawn(Draw op, Tensor y);

  /// The gradients `back` were computed from the gradients `g` by `op`'s own rule.
  protected abstract Tensor[] differentiated(Family op, GradNode saved, Tensor[] g);

  /// Memory was taken.
  protected abstract void allocated(Storage s);

  /// The values of `x` are about to be looked at.
  protected abstract void read(Tensor x);

  /// Something was done that a graph cannot hold; throws.
  protected abstract void refuse(String what);
}
