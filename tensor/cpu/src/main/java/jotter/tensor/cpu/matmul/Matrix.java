package jotter.tensor.cpu.matmul;

import jotter.tensor.DType;

/// A matrix in memory; strides count bytes.
public record Matrix(long address, DType type, long rowStride, long columnStride, int part) {
  public Matrix at(long offset) {
    return new Matrix(address + offset, type, rowStride, columnStride, part);
  }

  public Matrix transpose() {
    return new Matrix(address, type, columnStride, rowStride, part);
  }
}
