internal import HabaFormat

extension DataSet {
  /// A data set in two parts that share no image.
  public struct Partition: Sendable {
    /// What the encoder may see.
    public var training: DataSet
    /// What was kept aside.
    public var heldOut: DataSet
    /// The parts' record.
    public var record: HoldOut
  }

  /// Keeps a share of each class aside.
  ///
  /// The choice hangs on the seed and on the images' pixels alone, not on names or order, and equal images stay together: images
  /// of equal pixels are taken in the order of a digest of seed and pixels, as long as no class they are in gets more
  /// than its share (to the nearest image, at least one).
  ///
  /// - Parameter progress: Told of images that were looked at.
  /// - Throws: `holdOutEmpties` where a class would be left without an image on either side.
  public func partitioned(
    share: HoldOut.Share, seed: UInt64, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(DataError) -> Partition {
    try partition(share: share, seed: seed, digests: pixelDigests(progress))
  }

  /// The part that a record says was held out; refuses data that are not those of the record.
  public func heldOut(
    of record: HoldOut, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(DataError) -> DataSet {
    let digests = try pixelDigests(progress)
    let source = sourceDigest(digests)
    guard source == record.source else { throw .otherSource(path: path, told: record.source, found: source) }
    return try partition(share: record.share, seed: record.seed, digests: digests).heldOut
  }

  private func partition(
    share: HoldOut.Share, seed: UInt64, digests: [PixelDigest]
  ) throws(DataError) -> Partition {
    let seedBytes = (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) }
    let keys = digests.map { PixelDigest(of: seedBytes + $0.bytes) }
    let ordered = labels.indices.sorted { keys[$0] < keys[$1] }

    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    let wanted = counts.map { share.count(of: $0) }
    var held = [Int](repeating: 0, count: classCount)
    var isHeld = [Bool](repeating: false, count: count)
    // Equal images have equal keys, and lie side by side.
    for group in ordered.chunked(where: { keys[$0] == keys[$1] }) {
      var own: [Int: Int] = [:]
      for index in group { own[labels[index], default: 0] += 1 }
      guard own.allSatisfy({ held[$0.key] + $0.value <= wanted[$0.key] }) else { continue }
      for (label, count) in own { held[label] += count }
      for index in group { isHeld[index] = true }
    }
    for label in 0..<classCount where held[label] == 0 || held[label] == counts[label] {
      throw .holdOutEmpties(path: path, name: name(ofClass: label), images: counts[label], share: share)
    }
    return Partition(
      training: subset(labels.indices.filter { !isHeld[$0] }), heldOut: subset(labels.indices.filter { isHeld[$0] }),
      record: HoldOut(share: share, seed: seed, source: sourceDigest(digests)))
  }

  private func pixelDigests(_ progress: (Int, Int) -> Void) throws(DataError) -> [PixelDigest] {
    var digests: [PixelDigest] = []
    digests.reserveCapacity(count)
    for index in 0..<count {
      if index % 64 == 0 { progress(index, count) }
      digests.append(PixelDigest(of: try pixels(of: CollectionOfOne(index))))
    }
    return digests
  }

  private func sourceDigest(_ digests: [PixelDigest]) -> String {
    SetDigest(labels: labels, images: digests).text
  }
}

extension [Int] {
  /// Cut wherever two neighbours don't belong together.
  fileprivate func chunked(where belongTogether: (Int, Int) -> Bool) -> [ArraySlice<Int>] {
    var chunks: [ArraySlice<Int>] = []
    var start = 0
    for end in indices.dropFirst() where !belongTogether(self[end - 1], self[end]) {
      chunks.append(self[start..<end])
      start = end
    }
    if start < count { chunks.append(self[start...]) }
    return chunks
  }
}
