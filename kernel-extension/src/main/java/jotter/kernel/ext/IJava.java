package jotter.kernel.ext;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import jotter.tensor.display.DisplaySink;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;

/// Jotter in the IJava kernel, which finds no extensions by itself: call it in the first cell.
///
/// ```java
/// %jars jotter/lib/*.jar
/// jotter.kernel.ext.IJava.init();
/// ```
public final class IJava {
  private IJava() {}

  /// Registers the pictures of values with the running kernel and leads displays to it.
  ///
  /// @throws IllegalStateException if this is not an IJava kernel
  public static void init() {
    init(kernel());
  }

  /// As [#init()], for a kernel at hand.
  public static void init(BaseKernel kernel) {
    Renderers.load(IJava.class.getClassLoader());
    Bridge.types(
        (type, draw) ->
            kernel
                .getRenderer()
                .createRegistration(type)
                .register(
                    (value, context) ->
                        draw.apply(value)
                            .forEach((t, c) -> context.getOutputContainer().putData(t, c))));
    DisplaySink.route(() -> new Sink(kernel));
  }

  /// IJava keeps its kernel in a static method of its main class, which is on no repository.
  private static BaseKernel kernel() {
    try {
      return (BaseKernel)
          Class.forName("io.github.spencerpark.ijava.IJava")
              .getMethod("getKernelInstance")
              .invoke(null);
    } catch (ReflectiveOperationException | LinkageError | ClassCastException notIjava) {
      throw new IllegalStateException(
          "IJava.init: this is not the IJava kernel; JJava loads Jotter by itself, and the Jotter"
              + " kernel needs nothing",
          notIjava);
    }
  }

  private record Sink(BaseKernel kernel) implements DisplaySink {
    private static DisplayData data(MimeBundle bundle, String id) {
      var data = new DisplayData();
      bundle.data().forEach(data::putData);
      if (id != null) {
        data.setDisplayId(id);
      }
      return data;
    }

    @Override
    public void display(MimeBundle bundle, String id) {
      kernel.display(data(bundle, id));
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      kernel.getIO().display.updateDisplay(id, data(bundle, id));
    }

    @Override
    public void clear(boolean wait) {
      // That kernel has no call for it.
    }

    @Override
    public boolean rich() {
      return true;
    }

    @Override
    public void atEnd(Runnable action) {
      // That kernel does not tell when a cell ends; live displays are closed by hand there.
    }
  }
}
