/// Layers, losses, optimizers, data loading and training.
module jotter.nn {
  requires transitive jotter.tensor;
  requires jdk.unsupported;
  requires java.logging;
  requires java.management;
  requires java.net.http;
  requires static tablesaw.core;
  requires java.sql;
  requires com.h2database;

  exports jotter.nn;
  exports jotter.nn.data;
  exports jotter.nn.data.files;
  exports jotter.nn.display;
  exports jotter.nn.init;
  exports jotter.nn.layers;
  exports jotter.nn.loss;
  exports jotter.nn.metrics;
  exports jotter.nn.optim;
  exports jotter.nn.rl;
  exports jotter.nn.search;
  exports jotter.nn.train;

  provides jotter.tensor.display.Renderer with
      jotter.nn.display.ConfusionMatrixRenderer,
      jotter.nn.display.HistoryRenderer,
      jotter.nn.display.LayerRenderer,
      jotter.nn.display.LrFinderRenderer,
      jotter.nn.display.MetricRenderer,
      jotter.nn.display.SummaryRenderer,
      jotter.nn.display.TrainingViewRenderer,
      jotter.nn.search.StudyRenderer;
}
