package jotter.tensor.op.linalg;

import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.op.Family;
import jotter.tensor.op.Saved;

/// Determinants, the exponential, the pseudo-inverse, norms of vectors.
public final class MatrixFunctions {
  private MatrixFunctions() {}

  /// The pivots of each matrix as a column, in double precision, since a determinant multiplies the
  /// errors of all of them; negative for each exchange of rows.
  private static Mat pivots(Tensor x) {
    Tensor in = Mat.host(x);
    int n = (int) in.size(-1);
    int count = Math.toIntExact(Mat.batches(in));
    Tensor lu = Rules.output(in.dtype(), in.shape());
    Tensor exchanges = Rules.output(DType.INT32, Mat.shape(in, n));
    Factors.Lu.factor(in, lu, exchanges, Rules.output(DType.INT32, Mat.shape(in)));
    Tensor diagonal = lu.diagonal(0, -2, -1).reshape(count, n).mT().contiguous();
    Mat d = Mat.read(diagonal, 0);
    int[] p = Mat.ints(exchanges);
    for (int i = 0; i < p.length; i++) {
      if (p[i] == i % n + 1) continue;
      d.re[i] = -d.re[i];
      if (d.im != null) d.im[i] = -d.im[i];
    }
    return d;
  }

  /// One number for each matrix of `x`.
  private static Tensor batch(Mat numbers, DType type, Tensor x) {
    Tensor out = Rules.output(type, numbers.m);
    numbers.writeVector(out, 0);
    return Rules.back(out.reshape(Mat.shape(x)), x);
  }

  /// The determinant; its gradient, the adjoint of the adjugate, holds for singular matrices too.
  public record Det() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Mat p = pivots(x[0]);
      Mat det = new Mat(p.n, 1, p.im != null);
      for (int b = 0; b < p.n; b++) {
        double re = 1;
        double im = 0;
        for (int i = b * p.m; i < (b + 1) * p.m; i++) {
          double ai = p.im == null ? 0 : p.im[i];
          double t = re * p.re[i] - im * ai;
          im = re * ai + im * p.re[i];
          re = t;
        }
        det.re[b] = re;
        if (det.im != null) det.im[b] = im;
      }
      return new Tensor[] {batch(det, x[0].dtype(), x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor a = s.input(0);
      Tensor det = s.output(0);
      boolean singular = Grad.off(() -> det.raw().eq(0).any().itemBoolean());
      Tensor scale = g[0].unsqueeze(-1).unsqueeze(-1);
      if (!singular) {
        Tensor inverse = Dispatch.apply(new Solves.Inverse(false), a.mH())[0];
        return new Tensor[] {scale.mul(det.conj().unsqueeze(-1).unsqueeze(-1)).mul(inverse)};
      }
      // Products of all singular values but one, without division.
      Tensor[] usv = Dispatch.apply(new Spectra.Svd(false), a);
      Tensor sv = usv[1];
      long n = sv.size(-1);
      Tensor eye = Tensor.eye(n, n, DType.BOOL).to(a.device());
      Tensor others =
          sv.unsqueeze(-2).expand(a.shape()).maskedFill(eye, 1).prod(-1, false).to(a.dtype());
      Tensor phase = Dispatch.one(new Det(), usv[0]).mul(Dispatch.one(new Det(), usv[2])).conj();
      Tensor cofactors =
          usv[0].mul(others.unsqueeze(-2)).matmul(usv[2]).mul(phase.unsqueeze(-1).unsqueeze(-1));
      // det = |phase|: conj of its phase times the adjoint of the adjugate.
      return new Tensor[] {scale.mul(cofactors)};
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  /// The sign (a phase) and the logarithm of the modulus of the determinant.
  public record SlogDet() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Mat p = pivots(x[0]);
      Mat sign = new Mat(p.n, 1, p.im != null);
      double[] log = new double[p.n];
      for (int b = 0; b < p.n; b++) {
        double re = 1;
        double im = 0;
        for (int i = b * p.m; i < (b + 1) * p.m; i++) {
          double ar = p.re[i];
          double ai = p.im == null ? 0 : p.im[i];
          double size = p.im == null ? Math.abs(ar) : Math.hypot(ar, ai);
          log[b] += Math.log(size);
          ar = size == 0 ? 0 : ar / size;
          ai = size == 0 ? 0 : ai / size;
          double t = re * ar - im * ai;
          im = re * ai + im * ar;
          re = t;
        }
        sign.re[b] = re;
        if (sign.im != null) sign.im[b] = im;
      }
      return new Tensor[] {
        batch(sign, x[0].dtype(), x[0]), batch(Mat.column(log), x[0].dtype().toReal(), x[0])
      };
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor a = s.input(0);
      Tensor c = g[1] == null ? null : g[1].to(a.dtype());
      if (a.isComplex() && g[0] != null) {
        Tensor phase = g[0].conj().mul(s.output(0)).imag();
        Tensor turn = Tensor.complex(Tensor.zerosLike(phase.detach()), phase.neg());
        c = Rules.sum(c, turn);
      }
      if (c == null) return new Tensor[] {Tensor.zerosLike(a.detach())};
      long n = a.size(-1);
      Tensor eye = Tensor.eye(n, n, a.dtype()).to(a.device());
      Tensor rhs = c.unsqueeze(-1).unsqueeze(-1).mul(eye);
      return new Tensor[] {Rules.solve(a.mH(), rhs)};
    }

    @Override
    public boolean savesOutput(int i) {
      return i == 0;
    }
  }

  /// The matrix exponential by scaling, Padé's approximant of order 13 and squaring. Higham 2005,
  /// doi:10.1137/04061101X. Gradient: the upper right block of exp(\[Aᴴ Ḡ; 0 Aᴴ]).
  public record Exp() implements Family {
    private static final double THETA = 5.371920351148152;
    private static final double[] PADE = {
      64764752532480000.0,
      32382376266240000.0,
      7771770303897600.0,
      1187353796428800.0,
      129060195264000.0,
      10559470521600.0,
      670442572800.0,
      33522128640.0,
      1323241920.0,
      40840800.0,
      960960.0,
      16380.0,
      182.0,
      1.0
    };

    @Override
    public String name() {
      return "linalg.matrixExp";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      DType t = x[0].dtype();
      if (x[0].numel() == 0) return new Tensor[] {x[0].clone()};
      Tensor a = x[0].to(t.isComplex() ? DType.COMPLEX128 : DType.FLOAT64);
      Tensor norm = a.abs().sum(new int[] {-2}, true).amax(new int[] {-1}, true);
      // How often each matrix is halved; NaN and infinity are left to spread.
      Tensor halvings = norm.div(THETA).log2().ceil().clamp(0, 1000).nanToNum(0, 0.0, 0.0);
      int most = (int) halvings.max().item();
      a = a.mul(halvings.neg().exp2().to(a.dtype()));
      long n = a.size(-1);
      Tensor eye = Tensor.eye(n, n, a.dtype()).to(a.device());
      Tensor a2 = a.matmul(a);
      Tensor a4 = a2.matmul(a2);
      Tensor a6 = a4.matmul(a2);
      Tensor u =
          a6.matmul(a6.mul(PADE[13]).add(a4.mul(PADE[11])).add(a2.mul(PADE[9])))
              .add(a6.mul(PADE[7]))
              .add(a4.mul(PADE[5]))
              .add(a2.mul(PADE[3]))
              .add(eye.mul(PADE[1]));
      u = a.matmul(u);
      Tensor v =
          a6.matmul(a6.mul(PADE[12]).add(a4.mul(PADE[10])).add(a2.mul(PADE[8])))
              .add(a6.mul(PADE[6]))
              .add(a4.mul(PADE[4]))
              .add(a2.mul(PADE[2]))
              .add(eye.mul(PADE[0]));
      Tensor r = Rules.solve(v.sub(u), v.add(u));
      for (int i = 0; i < most; i++) r = Tensor.where(halvings.gt(i), r.matmul(r), r);
      return new Tensor[] {r.to(t)};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor h = s.input(0).mH();
      long n = h.size(-1);
      Tensor zero = Tensor.zeros(h.shape(), h.dtype(), h.device());
      Tensor block = Tensor.cat(-2, Tensor.cat(-1, h, g[0]), Tensor.cat(-1, zero, h));
      Tensor e = Dispatch.one(this, block);
      return new Tensor[] {e.narrow(-2, 0, n).narrow(-1, n, n)};
    }
  }

  /// The pseudo-inverse: singular values not above max(atol, rtol·largest) count as 0. Inputs: A,
  /// atol, rtol (tensors of the batch's shape). Gradient: Golub and Pereyra 1973,
  /// doi:10.1137/0710036.
  public record PseudoInverse(boolean hermitian) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor a = x[0];
      if (a.numel() == 0) return new Tensor[] {Tensor.zeros(a.mH().shape(), a.dtype())};
      Tensor u;
      Tensor s;
      Tensor vh;
      if (hermitian) {
        Tensor[] r = new Spectra.Eigh().forward(a);
        s = r[0];
        u = r[1];
        vh = u.mH();
      } else {
        Tensor[] r = new Spectra.Svd(false).forward(a);
        u = r[0];
        s = r[1];
        vh = r[2];
      }
      Tensor size = s.abs();
      Tensor largest = size.amax(new int[] {-1}, true);
      Tensor tolerance = x[1].unsqueeze(-1).maximum(x[2].unsqueeze(-1).mul(largest));
      Tensor inverse = Tensor.where(size.gt(tolerance), s.reciprocal(), Tensor.zerosLike(s));
      Tensor scaled = vh.mH().mul(inverse.to(s.dtype()).unsqueeze(-2));
      return new Tensor[] {scaled.matmul(u.mH())};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {pseudoInverseGrad(s.input(0), s.output(0), g[0]), null, null};
    }

    @Override
    public boolean savesInput(int i) {
      return i == 0;
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  static Tensor pseudoInverseGrad(Tensor a, Tensor p, Tensor g) {
    Tensor ah = a.mH();
    Tensor ph = p.mH();
    Tensor gh = g.mH();
    if (a.size(-2) <= a.size(-1)) {
      Tensor k = gh.matmul(p);
      Tensor kph = k.matmul(ph);
      return kph.sub(p.matmul(k).mH())
          .sub(a.matmul(p.matmul(kph)))
          .add(ph.matmul(p).matmul(gh.sub(k.matmul(a))));
    }
    Tensor k = p.matmul(gh);
    Tensor phk = ph.matmul(k);
    return phk.sub(k.matmul(p).mH())
        .add(gh.sub(a.matmul(k)).matmul(p).matmul(ph))
        .sub(phk.matmul(p).matmul(a));
  }

  /// Least squares by singular values: inputs (A, B), outputs solution, rank (int64), singular
  /// values; those below rcond times the largest count as 0.
  public record LeastSquares(double rcond) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor[] usv = new Spectra.Svd(false).forward(x[0]);
      Tensor s = usv[1];
      Tensor kept =
          s.numel() == 0
              ? s.gt(0)
              : s.gt(s.amax(new int[] {-1}, true).mul(rcond)).logicalAnd(s.gt(0));
      Tensor inverse = Tensor.where(kept, s.reciprocal(), Tensor.zerosLike(s));
      Tensor y = usv[0].mH().matmul(x[1]).mul(inverse.unsqueeze(-1));
      return new Tensor[] {
        usv[2].mH().matmul(y), kept.to(DType.INT64).sum(new int[] {-1}, false), s
      };
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor a = s.input(0);
      Tensor b = s.input(1);
      if (g[0] == null) return new Tensor[2];
      Tensor zero = Tensor.zeros(Mat.shape(a), a.dtype().toReal());
      Tensor cut = Tensor.full(Mat.shape(a), rcond, a.dtype().toReal());
      Tensor p = Dispatch.one(new PseudoInverse(false), a, zero, cut);
      Tensor ga = s.needs(0) ? pseudoInverseGrad(a, p, g[0].matmul(b.mH())) : null;
      Tensor gb = s.needs(1) ? p.mH().matmul(g[0]) : null;
      return new Tensor[] {ga, gb};
    }
  }

  /// (Σ|x|^p)^(1/p) over `dims`, with PyTorch's subgradients: 0 where the norm is 0, shared by all
  /// that are largest for p = ∞.
  public record VectorNorm(double p, int[] dims, boolean keepdim) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor a = x[0].abs();
      Tensor r;
      if (p == 0) r = a.ne(0).to(a.dtype()).sum(dims, keepdim);
      else if (p == Double.POSITIVE_INFINITY) r = a.amax(dims, keepdim);
      else if (p == Double.NEGATIVE_INFINITY) r = a.amin(dims, keepdim);
      else if (p == 1) r = a.sum(dims, keepdim);
      else if (p == 2) r = a.square().sum(dims, keepdim).sqrt();
      else r = a.pow(p).sum(dims, keepdim).pow(1 / p);
      return new Tensor[] {r};
    }

    private Tensor wide(Tensor y) {
      if (keepdim) return y;
      for (int d : dims) y = y.unsqueeze(d);
      return y;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... gs) {
      Tensor x = s.input(0);
      if (p == 0) return new Tensor[] {null};
      Tensor g = wide(gs[0]);
      if (p == 1) return new Tensor[] {x.sgn().mul(g)};
      Tensor norm = wide(s.output(0));
      Tensor zero = norm.detach().eq(0);
      if (Double.isInfinite(p)) {
        Tensor a = x.abs();
        Tensor at = a.detach().eq(norm.detach()).logicalOr(a.detach().isnan());
        Tensor count = at.to(g.dtype()).sum(dims, true);
        return new Tensor[] {x.sgn().mul(g.div(count).mul(at.to(g.dtype())))};
      }
      if (p == 2) return new Tensor[] {x.mul(g).div(norm).maskedFill(zero, 0)};
      Tensor r;
      if (p < 1) {
        Tensor none = x.detach().eq(0);
        r = x.sgn().mul(x.abs().pow(p - 1)).maskedFill(none, 0).mul(g.mul(norm.pow(1 - p)));
      } else if (p < 2) {
        r = x.sgn().mul(x.abs().pow(p - 1)).mul(g.div(norm.pow(p - 1)).maskedFill(zero, 0));
      } else {
        r = x.mul(x.abs().pow(p - 2)).mul(g.div(norm.pow(p - 1)).maskedFill(zero, 0));
      }
      return new Tensor[] {r};
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }
}
