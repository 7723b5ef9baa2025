package jotter.nn.conformance;

import static jotter.nn.conformance.Arguments.*;

import java.util.List;
import jotter.nn.layers.*;
import jotter.nn.layers.MultiheadAttention.Masks;
import jotter.nn.loss.*;
import jotter.tensor.Tensor;

/// Embeddings, recurrent layers, attention and transformers.
final class SequenceTable {
  private SequenceTable() {}

  static void register() {
    Modules.layer(
        "Embedding",
        "num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq sparse",
        a ->
            new Embedding(
                a.l(0, 0),
                a.l(1, 0),
                new EmbeddingOptions(
                    a.longOrNull(2), a.doubleOrNull(3), a.d(4, 2), a.b(5, false))));
    Modules.of(
        "EmbeddingBag",
        "num_embeddings embedding_dim max_norm norm_type scale_grad_by_freq mode sparse _weight include_last_offset padding_idx",
        a -> {
          EmbeddingBag l =
              new EmbeddingBag(
                  a.l(0, 0),
                  a.l(1, 0),
                  new EmbeddingOptions(
                      a.longOrNull(9), a.doubleOrNull(2), a.d(3, 2), a.b(4, false)),
                  a.s(5, "mean"),
                  a.b(8, false));
          return new Modules.Made(
              l, "input offsets per_sample_weights", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "RNN",
        "input_size hidden_size num_layers nonlinearity bias batch_first dropout bidirectional",
        a -> {
          RNN l = new RNN(a.l(0, 0), a.l(1, 0), rnn(a, true));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "GRU",
        "input_size hidden_size num_layers bias batch_first dropout bidirectional",
        a -> {
          GRU l = new GRU(a.l(0, 0), a.l(1, 0), rnn(a, false));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "LSTM",
        "input_size hidden_size num_layers bias batch_first dropout bidirectional proj_size",
        a -> {
          LSTM l = new LSTM(a.l(0, 0), a.l(1, 0), rnn(a, false));
          return new Modules.Made(
              l,
              "input hx",
              in -> {
                List<Object> s = pair(in.get(1));
                return l.apply(in.t(0), (Tensor) s.get(0), (Tensor) s.get(1));
              });
        });
    Modules.of(
        "RNNCell",
        "input_size hidden_size bias nonlinearity",
        a -> {
          RNNCell l = new RNNCell(a.l(0, 0), a.l(1, 0), a.b(2, true), relu(a.s(3, "tanh")));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "GRUCell",
        "input_size hidden_size bias",
        a -> {
          GRUCell l = new GRUCell(a.l(0, 0), a.l(1, 0), a.b(2, true));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "LSTMCell",
        "input_size hidden_size bias",
        a -> {
          LSTMCell l = new LSTMCell(a.l(0, 0), a.l(1, 0), a.b(2, true));
          return new Modules.Made(
              l,
              "input hx",
              in -> {
                List<Object> s = pair(in.get(1));
                return l.apply(in.t(0), (Tensor) s.get(0), (Tensor) s.get(1));
              });
        });
    Modules.of(
        "MultiheadAttention",
        "embed_dim num_heads dropout bias add_bias_kv add_zero_attn kdim vdim batch_first",
        a -> {
          MultiheadAttention l =
              new MultiheadAttention(
                  a.l(0, 0),
                  a.i(1, 1),
                  new AttentionOptions(
                      a.d(2, 0),
                      a.b(3, true),
                      a.b(4, false),
                      a.b(5, false),
                      a.l(6, 0),
                      a.l(7, 0),
                      a.b(8, false)));
          return new Modules.Made(
              l,
              "query key value key_padding_mask need_weights attn_mask average_attn_weights is_causal",
              in ->
                  l.apply(
                      in.t(0),
                      in.t(1),
                      in.t(2),
                      new Masks(in.t(3), in.t(5)),
                      in.b(4, true),
                      in.b(6, true)));
        });
    Modules.of(
        "TransformerEncoderLayer",
        "d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias",
        a -> {
          TransformerEncoderLayer l =
              new TransformerEncoderLayer(a.l(0, 0), a.i(1, 1), transformer(a, 2));
          return new Modules.Made(
              l,
              "src src_mask src_key_padding_mask is_causal",
              in -> l.apply(in.t(0), new Masks(in.t(2), in.t(1))));
        });
    Modules.of(
        "TransformerDecoderLayer",
        "d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias",
        a -> {
          TransformerDecoderLayer l =
              new TransformerDecoderLayer(a.l(0, 0), a.i(1, 1), transformer(a, 2));
          return new Modules.Made(
              l,
              "tgt memory tgt_mask memory_mask tgt_key_padding_mask memory_key_padding_mask tgt_is_causal memory_is_causal",
              in ->
                  l.apply(
                      in.t(0), in.t(1), new Masks(in.t(4), in.t(2)), new Masks(in.t(5), in.t(3))));
        });
    Modules.of(
        "TransformerEncoder",
        "encoder_layer num_layers norm enable_nested_tensor mask_check",
        a -> {
          TransformerEncoder l =
              new TransformerEncoder(
                  (TransformerEncoderLayer) a.get(0), a.i(1, 1), (LayerNorm) a.get(2));
          return new Modules.Made(
              l,
              "src mask src_key_padding_mask is_causal",
              in -> l.apply(in.t(0), new Masks(in.t(2), in.t(1))));
        });
    Modules.of(
        "TransformerDecoder",
        "decoder_layer num_layers norm",
        a -> {
          TransformerDecoder l =
              new TransformerDecoder(
                  (TransformerDecoderLayer) a.get(0), a.i(1, 1), (LayerNorm) a.get(2));
          return new Modules.Made(
              l,
              "tgt memory tgt_mask memory_mask tgt_key_padding_mask memory_key_padding_mask",
              in ->
                  l.apply(
                      in.t(0), in.t(1), new Masks(in.t(4), in.t(2)), new Masks(in.t(5), in.t(3))));
        });
    Modules.of(
        "Transformer",
        "d_model nhead num_encoder_layers num_decoder_layers dim_feedforward dropout activation custom_encoder custom_decoder layer_norm_eps batch_first norm_first bias",
        a -> {
          Transformer l =
              new Transformer(
                  a.l(0, 512),
                  a.i(1, 8),
                  a.i(2, 6),
                  a.i(3, 6),
                  new TransformerOptions(
                      a.l(4, 2048),
                      a.d(5, 0.1),
                      activation(a.get(6)),
                      a.d(9, 1e-5),
                      a.b(10, false),
                      a.b(11, false),
                      a.b(12, true)));
          return new Modules.Made(
              l,
              "src tgt src_mask tgt_mask memory_mask src_key_padding_mask tgt_key_padding_mask memory_key_padding_mask src_is_causal tgt_is_causal memory_is_causal",
              in ->
                  l.apply(
                      in.t(0),
                      in.t(1),
                      new Masks(in.t(5), in.t(2)),
                      new Masks(in.t(6), in.t(3)),
                      new Masks(in.t(7), in.t(4))));
        });
  }
}
