/// What is done to pictures before a network sees them: crops, mirror images, sizes, rotations,
/// colours. As torchvision's transforms; random ones draw from `Rng.current()`, which a loader
/// seeds for each sample, so that batches are the same for any number of workers.
package jotter.vision.transforms;
