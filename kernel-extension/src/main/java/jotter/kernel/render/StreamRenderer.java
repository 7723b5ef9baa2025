package jotter.kernel.render;

import java.util.stream.BaseStream;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a stream by name: looking inside would use it up.
@SuppressWarnings("rawtypes")
public final class StreamRenderer implements Renderer<BaseStream> {
  @Override
  public Class<BaseStream> type() {
    return BaseStream.class;
  }

  @Override
  public MimeBundle render(BaseStream stream) {
    return MimeBundle.of("a stream, not yet run; end it with .toList() to see what is in it");
  }
}
