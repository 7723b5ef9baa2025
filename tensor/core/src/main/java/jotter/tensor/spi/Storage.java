package jotter.tensor.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jotter.tensor.Device;

/// A block of memory of an engine, shared by all views of it.
///
/// Nobody has to release a storage: it goes back to its engine's pool when nothing refers to it any
/// more. Who knows that it is the only one to hold it, as the engine does with its temporaries, may
/// release it at once. Using a released storage throws.
public abstract class Storage {
  private static final VarHandle VERSION;

  static {
    try {
      VERSION = MethodHandles.lookup().findVarHandle(Storage.class, "version", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int version;
  private Object site;

  /// The first byte's address; throws if the storage was released.
  public abstract long address();

  /// The size in bytes.
  public abstract long bytes();

  /// Where the memory is.
  public abstract Device device();

  /// Gives the memory back now. Releasing twice is harmless.
  public abstract void release();

  public abstract boolean isReleased();

  /// Remembers the place in the program that made this; its text is asked for only if it is told.
  public final void madeAt(Object place) {
    site = place;
  }

  /// The line of the program that made this; null if it was not watched.
  public final String site() {
    return site == null ? null : site.toString();
  }

  /// How often the contents were changed in place; backward compares it with what it saw, and an
  /// engine that keeps something made of the contents does.
  public final int version() {
    return version;
  }

  /// Counts a change in place, once it is made: also one that was made by way of the address.
  public final void touch() {
    VERSION.getAndAdd(this, 1);
  }
}
