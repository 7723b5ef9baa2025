/// The notebook: kernel, magics, renderers, headless runner.
module jotter.kernel {
  requires jotter.tensor;
}
