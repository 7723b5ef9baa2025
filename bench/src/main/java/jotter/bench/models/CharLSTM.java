package jotter.bench.models;

import jotter.nn.BaseLayer;
import jotter.nn.layers.Embedding;
import jotter.nn.layers.LSTM;
import jotter.nn.layers.Linear;
import jotter.nn.layers.RnnOptions;
import jotter.tensor.Tensor;

/// Guesses the next character of a text from those before it: (N, L) characters to (N, L, 65)
/// scores, with two recurrent layers.
public final class CharLSTM extends BaseLayer {
  final Embedding emb = new Embedding(65, 128);
  final LSTM lstm = new LSTM(128, 256, RnnOptions.USUAL.layers(2).batchFirst(true));
  final Linear fc = new Linear(256, 65);

  @Override
  public Tensor forward(Tensor characters) {
    return fc.apply(lstm.apply(emb.apply(characters)));
  }
}
