package jotter.tensor.cpu.matmul;

import jotter.tensor.DType;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// Two products with the same left side, which is packed once: to {@link Gemm} they are one, whose
/// right sides lie side by side and whose results are apart.
public final class Products {
  private Products() {}

  /// `outᵢ = a·bᵢ`; the matrices of a right side lie on one another. False if these are no two
  /// products that it is for.
  public static boolean run(Block a, Block[][] b, Block[] out) {
    DType type = out[0].dtype();
    if (out.length != 2 || type != DType.FLOAT32 && type != DType.FLOAT64) return false;
    Tiling t = type == DType.FLOAT32 ? Tiling.F32 : Tiling.F64;
    int m = size(a, 0);
    int k = size(a, 1);
    int split = size(out[0], 1);
    int n = split + size(out[1], 1);
    if (m <= 3 || k == 0 || split % t.columns != 0 || split == n) return false;
    Matrix[] to = new Matrix[2];
    for (int i = 0; i < 2; i++) {
      if (out[i].dtype() != type || out[i].layout().strides()[1] != 1) return false;
      to[i] = MatMul.matrix(out[i]);
    }
    Packer right = right(t.kind, b, split);
    new Gemm(t.kind, m, n, k, MatMul.matrix(a), right, to[0], split, to[1]).run();
    return true;
  }

  private static int size(Block b, int dim) {
    return Math.toIntExact(b.layout().shape()[dim]);
  }

  /// The first right side up to column `split`, and the second one.
  private static Packer right(Kind kind, Block[][] b, int split) {
    Packer one =
        (row, rows, column, columns, to, at, width) -> {
          boolean first = column < split;
          int from = first ? column : column - split;
          int begin = 0;
          for (Block block : b[first ? 0 : 1]) {
            int end = begin + size(block, 0);
            int r = Math.max(row, begin);
            int some = Math.min(row + rows, end) - r;
            if (some > 0) {
              Matrix all = MatMul.matrix(block);
              Matrix part = all.at((r - begin) * all.rowStride() + from * all.columnStride());
              Packing.right(kind, part, some, columns, to, at + (r - row) * width, width);
            }
            begin = end;
          }
        };
    return one.bySlivers();
  }
}
