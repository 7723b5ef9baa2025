/// Tensors, autograd and everything an engine must provide.
module jotter.tensor {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires java.management;
  requires jdk.management;
  requires org.apache.commons.numbers.gamma;
  requires dev.ludovic.netlib.lapack;
  requires arpack.combined.all;
  requires java.logging;

  exports jotter.tensor;
  exports jotter.tensor.autograd;
  exports jotter.tensor.diagnostics;
  exports jotter.tensor.formula;
  exports jotter.tensor.functional;
  exports jotter.tensor.graph;
  exports jotter.tensor.io;
  exports jotter.tensor.linalg;
  exports jotter.tensor.op;
  exports jotter.tensor.op.linalg;
  exports jotter.tensor.formula.code;
  exports jotter.tensor.random;
  exports jotter.tensor.spi;

  uses jotter.tensor.diagnostics.Diagnostic;
  uses jotter.tensor.spi.Backend;

  exports jotter.tensor.display;

  uses jotter.tensor.display.Renderer;

  provides jotter.tensor.display.Renderer with
      jotter.tensor.display.DiagramRenderer,
      jotter.tensor.display.ProfileRenderer,
      jotter.tensor.display.TensorRenderer,
      jotter.tensor.graph.GraphRenderer;
}
