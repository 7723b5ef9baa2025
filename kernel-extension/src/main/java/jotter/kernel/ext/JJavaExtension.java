package jotter.kernel.ext;

import java.util.Map;
import jotter.kernel.magic.Magic;
import jotter.kernel.magic.MagicCall;
import jotter.kernel.wire.JotterKernel;
import jotter.tensor.display.DisplaySink;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.magic.LineMagic;

/// Jotter in the JJava kernel: found there as soon as this jar is on its class path.
///
/// Brings the pictures of values, live displays and the magics that need no engine of ours. What
/// Jotter's own kernel does beyond that, JJava's engine cannot.
public final class JJavaExtension implements Extension {
  @Override
  public void install(BaseKernel kernel) {
    if (kernel instanceof JotterKernel) {
      return;
    }
    Renderers.load(JJavaExtension.class.getClassLoader());
    Bridge.types(
        (type, draw) ->
            kernel
                .getRenderer()
                .createRegistration(type)
                .register(
                    (value, context) ->
                        draw.apply(value)
                            .forEach((t, c) -> context.getOutputContainer().putData(t, c))));
    for (Magic magic : Bridge.magics()) {
      LineMagic<Object, BaseKernel> line =
          (_, args) -> magic.run(new MagicCall(magic.name(), String.join(" ", args), null, null));
      kernel.getMagicsRegistry().registerLineMagic(magic.name(), line);
    }
    DisplaySink.route(() -> new Sink(kernel));
  }

  @Override
  public void uninstall(BaseKernel kernel) {
    if (!(kernel instanceof JotterKernel)) {
      DisplaySink terminal = DisplaySink.terminal(System.out);
      DisplaySink.route(() -> terminal);
    }
  }

  private record Sink(BaseKernel kernel) implements DisplaySink {
    private static DisplayData data(Map<String, Object> types, String id) {
      var data = new DisplayData();
      types.forEach(data::putData);
      if (id != null) {
        data.setDisplayId(id);
      }
      return data;
    }

    @Override
    public void display(MimeBundle bundle, String id) {
      kernel.display(data(bundle.data(), id));
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      kernel.getIO().display.updateDisplay(id, data(bundle.data(), id));
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
