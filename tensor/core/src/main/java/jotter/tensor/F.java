package jotter.tensor;

import jotter.tensor.functional.Sequences;

/// The functions of networks, what `torch.nn.functional` is to PyTorch: convolutions, pools,
/// normalizations, dropouts, embeddings, attention and losses. Nonlinearities are methods of
/// tensors (`x.relu()`), and softmax too.
///
/// ```java
/// Tensor y = F.maxPool2d(F.conv2d(x, w, b).relu(), 2);
/// Tensor loss = F.crossEntropy(logits, labels);
/// ```
public final class F extends Sequences {
  private F() {}
}
