package jotter.nn;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What every layer has besides its fields: its mode and its hooks.
///
/// A {@link BaseLayer} holds them itself. Records and lambdas cannot, so theirs stand in a table
/// that forgets a layer when nobody else refers to it. A hook that refers to its own layer keeps
/// such a layer alive until it is removed.
final class Traits {
  private static final Map<Key, Traits> TABLE = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();

  boolean training = true;
  final List<Layer.PreHook> before = new CopyOnWriteArrayList<>();
  final List<Layer.Hook> after = new CopyOnWriteArrayList<>();
  final List<Layer.BackwardHook> backward = new CopyOnWriteArrayList<>();

  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object o, ReferenceQueue<Object> queue) {
      super(o, queue);
      hash = System.identityHashCode(o);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || other instanceof Key k && get() != null && get() == k.get();
    }
  }

  /// The traits of `layer`, made if there are none.
  static Traits of(Layer layer) {
    if (layer instanceof BaseLayer b) return b.traits();
    for (Object k = GONE.poll(); k != null; k = GONE.poll()) TABLE.remove(k);
    return TABLE.computeIfAbsent(new Key(layer, GONE), k -> new Traits());
  }

  /// The traits of `layer`, or null if nobody asked for any.
  static Traits peek(Layer layer) {
    return layer instanceof BaseLayer b ? b.traits() : TABLE.get(new Key(layer, null));
  }
}
