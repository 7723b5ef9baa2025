/// Pictures in files and as tensors.
package jotter.vision.image;
