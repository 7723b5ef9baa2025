/// The functions of `torch.linalg` and their relatives, by topic. Users call them through {@link
/// jotter.tensor.Linalg}, which inherits them all: the classes form a chain only so that each file
/// stays with one topic.
package jotter.tensor.linalg;
