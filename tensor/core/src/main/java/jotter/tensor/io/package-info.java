/// Tensors in files: safetensors, NumPy's `.npy` and `.npz`, PyTorch's `.pt`.
///
/// A file is not to be trusted. Readers check every size against the length of the file before they
/// allocate or map anything, take nothing from a header but numbers and names, and say what is
/// wrong and where. Large files are mapped, not read: the pages come when they are looked at, and
/// changing such a tensor changes memory, never the file. Writers write beside the file and rename,
/// so that a file is either old or new.
package jotter.tensor.io;
