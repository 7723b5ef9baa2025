package jotter.tensor.diagnostics;

/// An exception whose message names shapes that do not fit: notebooks draw them beside it.
public interface AboutShapes {}
