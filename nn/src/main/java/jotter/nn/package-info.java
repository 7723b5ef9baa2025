/// Neural networks: what a layer is, and what can be done with any of them.
///
/// A {@link jotter.nn.Layer} is declared by its fields. A field of type {@link jotter.nn.Param} is
/// trained, a {@link jotter.nn.State} is remembered, a layer (or a list or map of layers) is a
/// part; nothing has to be registered, and nothing can be forgotten. Names follow from the fields:
/// `encoder.layers.0.selfAttn.inProjWeight` is `encoder.layers.0.self_attn.in_proj_weight` in a
/// state dict, as in PyTorch, so weights load by name.
///
/// A layer says what it computes in `forward`; it is called through `apply`, which runs hooks,
/// names the layer in graphs, and puts its path in front of error messages.
///
/// Whether a layer trains is a property of the layer (`model.train()`, `model.eval()`), unless the
/// running code says otherwise for everything inside ({@link jotter.nn.Mode}).
package jotter.nn;
