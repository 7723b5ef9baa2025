package jotter.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import jotter.tensor.spi.Storage;

/// Frees what was made inside at its end, without waiting for the garbage collector.
///
/// Nothing needs a scope; a training step in one reuses its memory while it is still in the
/// processor's cache. Everything made inside is released but what is returned or kept; gradients of
/// leaves are kept by themselves. Using a released tensor throws.
///
/// ```java
/// double loss = Scope.run(() -> step(batch).item());
/// ```
public final class Scope {
  private static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

  private final List<Storage> made = new ArrayList<>();
  private Set<Storage> kept = Set.of();
  private final Scope outer;
  private final Thread owner = Thread.currentThread();

  private Scope(Scope outer) {
    this.outer = outer;
  }

  /// Runs `body`; what it returns, a tensor or an array or iterable of tensors, is kept.
  public static <T> T run(Supplier<T> body) {
    Scope s = new Scope(CURRENT.isBound() ? CURRENT.get() : null);
    try {
      T r = ScopedValue.where(CURRENT, s).call(body::get);
      s.keepAll(r);
      return r;
    } finally {
      s.end();
    }
  }

  /// Runs `body` and frees what was made in it.
  public static void run(Runnable body) {
    run(
        () -> {
          body.run();
          return null;
        });
  }

  /// Keeps `t` beyond the scope that it was made in (and those around it).
  public static Tensor keep(Tensor t) {
    if (CURRENT.isBound() && t != null) CURRENT.get().keepStorage(t.storage(), true);
    return t;
  }

  private void keepStorage(Storage s, boolean outward) {
    synchronized (made) {
      if (kept.isEmpty()) kept = Collections.newSetFromMap(new IdentityHashMap<>());
      kept.add(s);
    }
    if (outward && outer != null) outer.keepStorage(s, true);
  }

  private void keepAll(Object r) {
    switch (r) {
      case Tensor t -> {
        keepStorage(t.storage(), false);
        // A result made here belongs to the scope around.
        if (outer != null) outer.note(t.storage());
        if (t.lentGrad() != null) keepAll(t.lentGrad());
      }
      case Object[] a -> {
        for (Object o : a) keepAll(o);
      }
      case Iterable<?> i -> i.forEach(this::keepAll);
      case java.util.Map<?, ?> m -> m.values().forEach(this::keepAll);
      case Record record -> {
        for (var c : record.getClass().getRecordComponents()) {
          try {
            if (c.getAccessor().trySetAccessible()) keepAll(c.getAccessor().invoke(record));
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the result of a scope could not be read: " + c, e);
          }
        }
      }
      case null, default -> {}
    }
  }

  private void note(Storage s) {
    synchronized (made) {
      made.add(s);
    }
  }

  /// Called by tensors when memory is allocated.
  static void allocated(Storage s) {
    if (CURRENT.isBound()) {
      Scope scope = CURRENT.get();
      if (scope.owner == Thread.currentThread()) scope.note(s);
    }
  }

  private void end() {
    for (Storage s : made) if (!kept.contains(s)) s.release();
  }
}
