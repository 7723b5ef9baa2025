package jotter.audio.wave;

/// How a number of a WAV file is written.
public enum Encoding {
  /// Unsigned bytes, 128 is silence.
  PCM8(1, 8),
  /// 16 bits, as on a CD.
  PCM16(1, 16),
  /// 24 bits.
  PCM24(1, 24),
  /// 32 bits.
  PCM32(1, 32),
  /// IEEE 754, 32 bits.
  FLOAT32(3, 32),
  /// IEEE 754, 64 bits.
  FLOAT64(3, 64),
  /// 8 bits on a logarithmic scale, ITU-T G.711, as Europe telephones.
  ALAW(6, 8),
  /// 8 bits on a logarithmic scale, ITU-T G.711, as America and Japan telephone.
  MULAW(7, 8);

  final int format;
  final int bits;

  Encoding(int format, int bits) {
    this.format = format;
    this.bits = bits;
  }

  int bytes() {
    return bits / 8;
  }

  static Encoding of(int format, int bits) {
    for (Encoding e : values()) if (e.format == format && e.bits == bits) return e;
    return null;
  }
}
