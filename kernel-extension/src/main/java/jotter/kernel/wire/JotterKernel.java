package jotter.kernel.wire;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.kernel.eval.Assist;
import jotter.kernel.eval.Cell;
import jotter.kernel.eval.Engine;
import jotter.kernel.eval.Outcome;
import jotter.kernel.eval.Silent;
import jotter.tensor.display.DisplaySink;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import jotter.tensor.display.Renderers;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;

/// The engine with the face of a JJava kernel, so that extensions written for JJava load into it
/// and find the kernel that they expect. Requests do not come this way: see [Connection].
public final class JotterKernel extends BaseKernel {
  public static final String NAME = "jotter";

  private final Engine engine;

  JotterKernel(Engine engine, CommManager comms) {
    super(
        NAME,
        version(),
        new LanguageInfo.Builder("java")
            .version(Runtime.version().toString())
            .mimetype("text/x-java")
            .fileExtension(".jshell")
            .pygments("java")
            .codemirror("text/x-java")
            .build(),
        List.of(),
        null,
        new JupyterIO(StandardCharsets.UTF_8),
        comms,
        new org.dflib.jjava.jupyter.kernel.display.Renderer(),
        null,
        new MagicsRegistry(),
        true,
        new StringStyler.Builder().build());
    this.engine = engine;
    Renderers.register(new OfDisplayData());
    engine.onClassPath(this::installExtensions);
  }

  static String version() {
    String version = JotterKernel.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /// Draws the values that JJava extensions make.
  private static final class OfDisplayData implements Renderer<DisplayData> {
    @Override
    public Class<DisplayData> type() {
      return DisplayData.class;
    }

    @Override
    public MimeBundle render(DisplayData value) {
      return bundle(value);
    }
  }

  private static MimeBundle bundle(DisplayData value) {
    var gson = new com.google.gson.Gson();
    JsonObject json = gson.toJsonTree(value).getAsJsonObject();
    Map<String, Object> data = new LinkedHashMap<>();
    Map<?, ?> given = gson.fromJson(json.get("data"), Map.class);
    given.forEach((k, v) -> data.put(String.valueOf(k), v));
    data.putIfAbsent(MimeBundle.PLAIN, "(no text)");
    return new MimeBundle(data, Map.of());
  }

  @Override
  public void display(DisplayData data) {
    DisplaySink.current().display(bundle(data), data.getDisplayId());
  }

  @Override
  public Object evalRaw(String source) {
    return engine.run(source, new Cell(0, Silent.LISTENER)) instanceof Outcome.Value v
        ? v.value()
        : null;
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extraDetail) {
    return engine.assist().inspect(code, at).map(b -> new DisplayData(b.plain())).orElse(null);
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    Assist.Completion c = engine.assist().complete(code, at);
    return new ReplacementOptions(c.matches(), c.start(), c.end());
  }

  @Override
  public String isComplete(String code) {
    Assist.Complete c = engine.assist().isComplete(code);
    return switch (c.status()) {
      case "complete" -> IS_COMPLETE_YES;
      case "invalid" -> IS_COMPLETE_BAD;
      default -> c.indent();
    };
  }

  @Override
  public void interrupt() {
    engine.interrupt();
  }

  @Override
  protected ClassLoader getClassLoader() {
    return engine == null ? JotterKernel.class.getClassLoader() : engine.loader();
  }
}
