/// Tensors, autograd and everything an engine must provide.
module jotter.tensor {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;

  exports jotter.tensor;
}
