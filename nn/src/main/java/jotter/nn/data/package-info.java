/// Data sets, samplers and loaders.
///
/// A {@link jotter.nn.data.Dataset} has samples and a size; a {@link jotter.nn.data.StreamDataset}
/// has samples one after the other. A sample is a tensor, or a record, list or map of them; a
/// {@link jotter.nn.data.DataLoader} makes batches of the same form.
///
/// Whatever is random (order, augmentation) comes from counter-based generators seeded per epoch
/// and per sample, so the batches are the same for any number of worker threads.
package jotter.nn.data;
