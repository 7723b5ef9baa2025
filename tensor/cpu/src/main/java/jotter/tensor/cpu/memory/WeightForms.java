package jotter.tensor.cpu.memory;

import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import jotter.tensor.DType;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Weights of linear layers, and of convolutions with few places, as the loops of products want
/// them, kept from one call to the next where nothing is trained. (Those of convolutions with many
/// places gain nothing by it: they are copied as fast as they are read.)
///
/// A form belongs to the storage of its weight and dies with it. It holds for one layout and one
/// {@link jotter.tensor.spi.Storage#version}: whoever changes the memory counts that up, after the
/// change, and so the version that was read before the form was made is the right one even if both
/// happen at once. Whatever records gradients neither makes nor keeps forms: such weights change
/// soon.
///
/// All forms together take up no more than a part of the heap. When there is no room, those that
/// nobody used for some time make way; what is in use stays, for a network that does not fit would
/// else throw out every form just before it is needed again. The collector takes forms before it
/// runs out of memory, and the pool takes them before it does.
public final class WeightForms {
  /// The call from which on a weight seems to be one that many calls read.
  private static final int MEETINGS = 3;

  /// Calls until one asks again for room when there was none.
  private static final int LATER = 100;

  /// Numbers from which on a form is worth its keep.
  private static final int WORTH = 1 << 12;

  /// Forms of one storage: parts of it may be weights of their own.
  private static final int EACH = 8;

  private static final long MOST = Runtime.getRuntime().maxMemory() / 4;
  private static final long IDLE = 10_000_000_000L;

  private static final List<WeakReference<Form>> MADE = new ArrayList<>();

  static final Form[] NONE = {};

  private WeightForms() {}

  /// The weight `w` (float32) as `make` lays it out; null if that is not kept, so that the caller
  /// lays out what it needs. Nobody may write to the array.
  public static float[] of(Block w, Supplier<float[]> make) {
    if (w.dtype() != DType.FLOAT32 || !(w.storage() instanceof CpuStorage s)) return null;
    if (!w.isSteady()) {
      forget(s);
      return null;
    }
    if (w.layout().numel() < WORTH) return null;
    int version = s.version();
    for (Form f : s.forms)
      if (f.version == version && f.layout.equals(w.layout())) return f.numbers(make);
    first(s, new Form(w.layout(), version));
    return null;
  }

  /// A weight that was not met before, or was another one then.
  private static void first(CpuStorage s, Form f) {
    synchronized (s) {
      Form[] now = s.forms;
      if (now.length == EACH || now.length > 0 && now[0].version != f.version) {
        forget(s);
        now = NONE;
      }
      now = Arrays.copyOf(now, now.length + 1);
      now[now.length - 1] = f;
      s.forms = now;
    }
  }

  /// Forgets the forms of a storage.
  static void forget(CpuStorage s) {
    Form[] now = s.forms;
    if (now.length == 0) return;
    s.forms = NONE;
    for (Form f : now) f.drop();
  }

  /// Forgets all forms, for want of memory.
  static synchronized void clear() {
    for (WeakReference<Form> r : MADE) {
      Form f = r.get();
      if (f != null) f.drop();
    }
    MADE.clear();
  }

  /// The bytes of all forms.
  static synchronized long bytes() {
    long sum = 0;
    for (Iterator<WeakReference<Form>> i = MADE.iterator(); i.hasNext(); ) {
      Form f = i.next().get();
      float[] a = f == null ? null : f.numbers();
      if (a == null) i.remove();
      else sum += 4L * a.length;
    }
    return sum;
  }

  private static synchronized boolean room(long bytes) {
    if (bytes() + bytes <= MOST) return true;
    long now = System.nanoTime();
    for (WeakReference<Form> r : MADE) {
      Form f = r.get();
      if (f != null && now - f.used > IDLE) f.drop();
    }
    return bytes() + bytes <= MOST;
  }

  private static synchronized void made(Form f) {
    MADE.add(new WeakReference<>(f));
  }

  /// One form of one weight, once it is made.
  static final class Form {
    private final Layout layout;
    private final int version;
    private final AtomicInteger met = new AtomicInteger(1);
    private final AtomicBoolean making = new AtomicBoolean();
    private volatile SoftReference<float[]> numbers;
    private volatile long used;

    private Form(Layout layout, int version) {
      this.layout = layout;
      this.version = version;
    }

    private float[] numbers() {
      SoftReference<float[]> r = numbers;
      return r == null ? null : r.get();
    }

    private float[] numbers(Supplier<float[]> make) {
      float[] a = numbers();
      if (a == null) {
        if (!begins()) return null;
        // Others do not wait for it: laying out is work that several threads share.
        try {
          a = make.get();
          numbers = new SoftReference<>(a);
          made(this);
        } catch (OutOfMemoryError e) {
          drop();
          return null;
        } finally {
          making.set(false);
        }
      }
      used = System.nanoTime();
      return a;
    }

    private boolean begins() {
      // Memory that was short before is short again if it is taken at once.
      if (numbers != null) drop();
      if (met.incrementAndGet() < MEETINGS || !making.compareAndSet(false, true)) return false;
      if (room(4 * layout.numel())) return true;
      drop();
      making.set(false);
      return false;
    }

    private void drop() {
      numbers = null;
      met.set(MEETINGS - LATER);
    }
  }
}
