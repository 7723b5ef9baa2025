/// Image datasets: readers for the formats in which they are published, and a small part of MNIST
/// that comes with Jotter, so that a first network can be trained without a download.
///
/// A file is somebody else's bytes. Readers here check every size that a file claims before they
/// allocate for it, read compressed data only as far as the header says, and name the file and the
/// broken rule when they refuse it.
package jotter.vision.datasets;
