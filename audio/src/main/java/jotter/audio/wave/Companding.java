package jotter.audio.wave;

/// The logarithmic scales of telephony, ITU-T Recommendation G.711.
final class Companding {
  private static final int BIAS = 0x84;
  private static final int MOST = 8158;

  private Companding() {}

  static int fromMulaw(int code) {
    int c = ~code & 0xff;
    int exponent = c >> 4 & 7;
    int magnitude = ((c & 15) << 3) + BIAS << exponent;
    return (c & 0x80) != 0 ? BIAS - magnitude : magnitude - BIAS;
  }

  static int toMulaw(int sample) {
    int sign = sample < 0 ? 0x80 : 0;
    // The scale is one of 14 bits.
    int magnitude = Math.min(Math.abs(sample >> 2), MOST) + BIAS / 4;
    int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 5;
    int mantissa = magnitude >> exponent + 1 & 15;
    return ~(sign | exponent << 4 | mantissa) & 0xff;
  }

  static int fromAlaw(int code) {
    int c = code ^ 0x55;
    int exponent = c >> 4 & 7;
    int magnitude = (c & 15) << 4;
    magnitude = exponent == 0 ? magnitude + 8 : magnitude + 0x108 << exponent - 1;
    return (c & 0x80) != 0 ? magnitude : -magnitude;
  }

  static int toAlaw(int sample) {
    int sign = sample >= 0 ? 0x80 : 0;
    int magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32767);
    int exponent = magnitude < 256 ? 0 : 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int mantissa = exponent == 0 ? magnitude >> 4 : magnitude >> exponent + 3 & 15;
    return (sign | exponent << 4 | mantissa) ^ 0x55;
  }
}
