package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Linear maps, convolutions, normalizations, dropouts, embeddings, attention and nonlinearities.
public final class NnLayer {
  private NnLayer() {}

  public static void bind(Bindings b) {
    b.on("celu", "input alpha", a -> a.t(0).celu(a.d(1, 1)));
    b.on("selu", "input", a -> a.t(0).selu());
    b.on("prelu", "input weight", a -> a.t(0).prelu(a.t(1)));
    b.on(
        "rms_norm",
        "input normalized_shape weight eps",
        a -> F.rmsNorm(a.t(0), a.longs(1), a.t(2), a.doubleOrNull(3)));
    b.on("conv_tbc", "input weight bias pad", a -> F.convTbc(a.t(0), a.t(1), a.t(2), a.l(3, 0)));
    b.on("nn.functional.linear", "input weight bias", a -> F.linear(a.t(0), a.t(1), a.t(2)));
    b.on(
        "nn.functional.bilinear",
        "input1 input2 weight bias",
        a -> F.bilinear(a.t(0), a.t(1), a.t(2), a.t(3)));
    b.on(
        "nn.functional.conv1d",
        "input weight bias stride padding dilation groups",
        a -> conv(a, 1));
    b.on(
        "nn.functional.conv2d",
        "input weight bias stride padding dilation groups",
        a -> conv(a, 2));
    b.on(
        "nn.functional.conv3d",
        "input weight bias stride padding dilation groups",
        a -> conv(a, 3));
    b.on(
        "nn.functional.conv_transpose1d",
        "input weight bias stride padding output_padding groups dilation",
        a ->
            F.convTranspose1d(
                a.t(0),
                a.t(1),
                a.t(2),
                longs(a, 3, 1),
                longs(a, 4, 0),
                longs(a, 5, 0),
                a.l(6, 1),
                longs(a, 7, 1)));
    b.on(
        "nn.functional.conv_transpose2d",
        "input weight bias stride padding output_padding groups dilation",
        a ->
            F.convTranspose2d(
                a.t(0),
                a.t(1),
                a.t(2),
                longs(a, 3, 1),
                longs(a, 4, 0),
                longs(a, 5, 0),
                a.l(6, 1),
                longs(a, 7, 1)));
    b.on(
        "nn.functional.conv_transpose3d",
        "input weight bias stride padding output_padding groups dilation",
        a ->
            F.convTranspose3d(
                a.t(0),
                a.t(1),
                a.t(2),
                longs(a, 3, 1),
                longs(a, 4, 0),
                longs(a, 5, 0),
                a.l(6, 1),
                longs(a, 7, 1)));
    b.on(
        "nn.functional.batch_norm",
        "input running_mean running_var weight bias training momentum eps",
        a ->
            F.batchNorm(
                a.t(0), a.t(1), a.t(2), a.t(3), a.t(4), a.b(5, false), a.d(6, 0.1), a.d(7, 1e-5)));
    b.on(
        "nn.functional.instance_norm",
        "input running_mean running_var weight bias use_input_stats momentum eps",
        a ->
            F.instanceNorm(
                a.t(0), a.t(1), a.t(2), a.t(3), a.t(4), a.b(5, true), a.d(6, 0.1), a.d(7, 1e-5)));
    b.on(
        "nn.functional.layer_norm",
        "input normalized_shape weight bias eps",
        a -> F.layerNorm(a.t(0), a.longs(1), a.t(2), a.t(3), a.d(4, 1e-5)));
    b.on(
        "nn.functional.rms_norm",
        "input normalized_shape weight eps",
        a -> F.rmsNorm(a.t(0), a.longs(1), a.t(2), a.doubleOrNull(3)));
    b.on(
        "nn.functional.group_norm",
        "input num_groups weight bias eps",
        a -> F.groupNorm(a.t(0), a.l(1, 1), a.t(2), a.t(3), a.d(4, 1e-5)));
    b.on(
        "nn.functional.local_response_norm",
        "input size alpha beta k",
        a -> F.localResponseNorm(a.t(0), a.l(1, 1), a.d(2, 1e-4), a.d(3, 0.75), a.d(4, 1)));
    b.on(
        "nn.functional.normalize",
        "input p dim eps out",
        a -> F.normalize(a.t(0), a.d(1, 2), a.i(2, 1), a.d(3, 1e-12)));
    b.on(
        "nn.functional.dropout",
        "input p training inplace",
        a -> F.dropout(a.t(0), a.d(1, 0.5), a.b(2, true)));
    b.on(
        "nn.functional.dropout1d",
        "input p training inplace",
        a -> F.dropout1d(a.t(0), a.d(1, 0.5), a.b(2, true)));
    b.on(
        "nn.functional.dropout2d",
        "input p training inplace",
        a -> F.dropout2d(a.t(0), a.d(1, 0.5), a.b(2, true)));
    b.on(
        "nn.functional.dropout3d",
        "input p training inplace",
        a -> F.dropout3d(a.t(0), a.d(1, 0.5), a.b(2, true)));
    b.on(
        "nn.functional.alpha_dropout",
        "input p training inplace",
        a -> F.alphaDropout(a.t(0), a.d(1, 0.5), a.b(2, false)));
    b.on(
        "nn.functional.feature_alpha_dropout",
        "input p training inplace",
        a -> F.featureAlphaDropout(a.t(0), a.d(1, 0.5), a.b(2, false)));
    b.on(
        "nn.functional.rrelu",
        "input lower upper training inplace",
        a -> F.rrelu(a.t(0), a.d(1, 1.0 / 8), a.d(2, 1.0 / 3), a.b(3, false)));
    b.on(
        "nn.functional.gumbel_softmax",
        "logits tau hard eps dim",
        a -> F.gumbelSoftmax(a.t(0), a.d(1, 1), a.b(2, false), a.i(4, -1)));
    b.on(
        "nn.functional.embedding",
        "input weight padding_idx max_norm norm_type scale_grad_by_freq sparse",
        a -> embedding(a));
    b.on(
        "nn.functional.embedding_bag",
        "input weight offsets max_norm norm_type scale_grad_by_freq mode sparse per_sample_weights include_last_offset padding_idx",
        a -> embeddingBag(a));
    b.on("nn.functional.one_hot", "input num_classes", a -> F.oneHot(a.t(0), a.l(1, -1)));
    b.on(
        "nn.functional.scaled_dot_product_attention",
        "query key value attn_mask dropout_p is_causal scale enable_gqa",
        a ->
            F.scaledDotProductAttention(
                a.t(0),
                a.t(1),
                a.t(2),
                a.t(3),
                a.d(4, 0),
                a.b(5, false),
                a.doubleOrNull(6),
                a.b(7, false)));
    b.on(
        "nn.functional.multi_head_attention_forward",
        "query key value embed_dim_to_check num_heads in_proj_weight in_proj_bias bias_k bias_v add_zero_attn dropout_p out_proj_weight out_proj_bias training key_padding_mask need_weights attn_mask use_separate_proj_weight q_proj_weight k_proj_weight v_proj_weight static_k static_v average_attn_weights is_causal",
        a -> attention(a));
    b.on("nn.functional.relu", "input inplace", a -> a.t(0).relu());
    b.on("nn.functional.relu6", "input inplace", a -> a.t(0).relu6());
    b.on(
        "nn.functional.leaky_relu",
        "input negative_slope inplace",
        a -> a.t(0).leakyRelu(a.d(1, 0.01)));
    b.on("nn.functional.elu", "input alpha inplace", a -> a.t(0).elu(a.d(1, 1)));
    b.on("nn.functional.celu", "input alpha inplace", a -> a.t(0).celu(a.d(1, 1)));
    b.on("nn.functional.selu", "input inplace", a -> a.t(0).selu());
    b.on("nn.functional.silu", "input inplace", a -> a.t(0).silu());
    b.on("nn.functional.mish", "input inplace", a -> a.t(0).mish());
    b.on(
        "nn.functional.softplus",
        "input beta threshold",
        a -> a.t(0).softplus(a.d(1, 1), a.d(2, 20)));
    b.on("nn.functional.logsigmoid", "input", a -> a.t(0).logSigmoid());
    b.on(
        "nn.functional.hardtanh",
        "input min_val max_val inplace",
        a -> a.t(0).hardtanh(a.d(1, -1), a.d(2, 1)));
    b.on("nn.functional.hardsigmoid", "input inplace", a -> a.t(0).hardsigmoid());
    b.on("nn.functional.hardswish", "input inplace", a -> a.t(0).hardswish());
    b.on("nn.functional.hardshrink", "input lambd", a -> a.t(0).hardshrink(a.d(1, 0.5)));
    b.on("nn.functional.softshrink", "input lambd", a -> a.t(0).softshrink(a.d(1, 0.5)));
    b.on("nn.functional.tanhshrink", "input", a -> a.t(0).tanhshrink());
    b.on("nn.functional.softsign", "input", a -> a.t(0).softsign());
    b.on(
        "nn.functional.threshold",
        "input threshold value inplace",
        a -> a.t(0).threshold(a.d(1, 0), a.d(2, 0)));
    b.on("nn.functional.prelu", "input weight", a -> a.t(0).prelu(a.t(1)));
    b.on("nn.functional.glu", "input dim", a -> a.t(0).glu(a.i(1, -1)));
    b.on(
        "nn.functional.gelu",
        "input approximate",
        a -> a.s(1, "none").equals("tanh") ? a.t(0).geluTanh() : gelu(a));
    b.on("nn.functional.softmin", "input dim _stacklevel dtype", a -> softmin(a));
  }

  private static Tensor conv(Args a, int n) {
    if (a.get(4) instanceof String padding)
      return F.conv(
          n,
          a.t(0),
          a.t(1),
          a.t(2),
          NnSpatial.longs(a, 3, 1),
          padding,
          NnSpatial.longs(a, 5, 1),
          a.l(6, 1));
    long[] stride = NnSpatial.longs(a, 3, 1);
    long[] padding = NnSpatial.longs(a, 4, 0);
    long[] dilation = NnSpatial.longs(a, 5, 1);
    long groups = a.l(6, 1);
    return switch (n) {
      case 1 -> F.conv1d(a.t(0), a.t(1), a.t(2), stride, padding, dilation, groups);
      case 2 -> F.conv2d(a.t(0), a.t(1), a.t(2), stride, padding, dilation, groups);
      default -> F.conv3d(a.t(0), a.t(1), a.t(2), stride, padding, dilation, groups);
    };
  }

  private static long[] longs(Args a, int i, long otherwise) {
    return NnSpatial.longs(a, i, otherwise);
  }

  private static Tensor gelu(Args a) {
    String how = a.s(1, "none");
    Check.value(how.equals("none"), "gelu", "approximate must be none or tanh, got " + how);
    return a.t(0).gelu();
  }

  private static Tensor softmin(Args a) {
    DType type = a.named("dtype") instanceof DType t ? t : null;
    Tensor x = a.t(0).neg();
    int dim = a.given(1) ? a.i(1, 0) : x.rank() == 0 || x.rank() == 1 || x.rank() == 3 ? 0 : 1;
    return (type == null ? x : x.to(type)).softmax(dim);
  }

  private static Tensor embedding(Args a) {
    if (a.given(3)) F.renormRows(a.t(1), a.t(0), a.d(3, 0), a.d(4, 2));
    return F.embedding(a.t(0), a.t(1), a.longOrNull(2), a.b(5, false));
  }

  private static Tensor embeddingBag(Args a) {
    if (a.named("max_norm") != null)
      F.renormRows(a.t(1), a.t(0), ((Number) a.named("max_norm")).doubleValue(), a.d(4, 2));
    return F.embeddingBag(
        a.t(0),
        a.t(1),
        a.t(2),
        (String) (a.named("mode") == null ? "mean" : a.named("mode")),
        (Tensor) a.named("per_sample_weights"),
        Boolean.TRUE.equals(a.named("include_last_offset")),
        a.named("padding_idx") instanceof Number n ? n.longValue() : null,
        Boolean.TRUE.equals(a.named("scale_grad_by_freq")));
  }

  private static Object attention(Args a) {
    return F.multiHeadAttention(
        a.t(0),
        a.t(1),
        a.t(2),
        a.i(4, 1),
        new F.AttentionWeights(
            a.t(5),
            a.t(6),
            a.t(7),
            a.t(8),
            a.t(11),
            a.t(12),
            (Tensor) a.named("q_proj_weight"),
            (Tensor) a.named("k_proj_weight"),
            (Tensor) a.named("v_proj_weight")),
        new F.AttentionOptions(
            a.b(9, false),
            a.d(10, 0),
            !Boolean.FALSE.equals(a.named("training")),
            (Tensor) a.named("key_padding_mask"),
            !Boolean.FALSE.equals(a.named("need_weights")),
            (Tensor) a.named("attn_mask"),
            !Boolean.FALSE.equals(a.named("average_attn_weights"))));
  }
}
