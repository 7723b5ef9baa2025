/// Convolution of float32 planes without any copy of what the taps see.
///
/// An image's planes are laid out once with their padding; then the places of a tap, one after the
/// other, are one run of memory that begins at an offset of the tap's own, and a product of
/// matrices whose right side has a row for each tap reads them where they lie. What falls between
/// the ends of rows is computed and not stored. For a stride the planes are split by residues, so
/// that this holds there as well. With few places and kept weights, places become rows of that
/// product and outputs its columns.
package jotter.tensor.cpu.conv.direct;
