package jotter.tensor.graph;

import jotter.tensor.display.DiagramRenderer;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Draws a {@link Graph} as SVG, with its listing as plain text.
public final class GraphRenderer implements Renderer<Graph> {
  @Override
  public Class<Graph> type() {
    return Graph.class;
  }

  @Override
  public MimeBundle render(Graph g) {
    return new DiagramRenderer().render(g.diagram());
  }
}
