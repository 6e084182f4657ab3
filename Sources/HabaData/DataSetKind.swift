/// Which half of a data set to read.
public enum Split: Sendable {
  /// The training split, or everything where there is one split only.
  case train
  /// The test split, or everything where there is one split only.
  case test
}

/// A kind of data set on disk; the raw value is the name that `--kind` takes.
public enum DataSetKind: String, CaseIterable, Sendable {
  /// A folder of PNG, JPEG or WebP images for each class, or such folders in folders of splits' names, or what `expand`
  /// wrote. Asked for by name, what could be splits or classes is classes.
  case folder
  /// Folders of splits' names, whatever lies beside them.
  case splits
  /// CIFAR-10's `data_batch_N.bin` and `test_batch.bin`.
  case cifar10
  /// CIFAR-100's `train.bin` and `test.bin`, with the fine labels.
  case cifar100
  /// MNIST-style IDX files, plain or gzipped.
  case idx
  /// SVHN's `train_32x32.mat` and `test_32x32.mat`.
  case svhn
}
