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

  private func partition(share: HoldOut.Share, seed: UInt64, digests: [[UInt8]]) throws(DataError) -> Partition {
    let seedBytes = (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) }
    var groups: [[UInt8]: [Int]] = [:]
    for (index, digest) in digests.enumerated() { groups[digest, default: []].append(index) }
    let ordered = groups.map { (key: SHA256.digest(of: seedBytes + $0.key).bytes, images: $0.value) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }

    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    let wanted = counts.map { share.count(of: $0) }
    var held = [Int](repeating: 0, count: classCount)
    var chosen: [Int] = []
    for group in ordered {
      var own: [Int: Int] = [:]
      for index in group.images { own[labels[index], default: 0] += 1 }
      guard own.allSatisfy({ held[$0.key] + $0.value <= wanted[$0.key] }) else { continue }
      for (label, count) in own { held[label] += count }
      chosen += group.images
    }
    for label in 0..<classCount where held[label] == 0 || held[label] == counts[label] {
      throw .holdOutEmpties(path: path, name: name(ofClass: label), images: counts[label], share: share)
    }
    let isHeld = Set(chosen)
    return Partition(
      training: subset(labels.indices.filter { !isHeld.contains($0) }), heldOut: subset(chosen.sorted()),
      record: HoldOut(share: share, seed: seed, source: sourceDigest(digests)))
  }

  /// The SHA-256 of each image's pixels `[C, H, W]`.
  private func pixelDigests(_ progress: (Int, Int) -> Void) throws(DataError) -> [[UInt8]] {
    var digests: [[UInt8]] = []
    digests.reserveCapacity(count)
    for index in 0..<count {
      if index % 64 == 0 { progress(index, count) }
      digests.append(SHA256.digest(of: try pixels(of: CollectionOfOne(index))).bytes)
    }
    return digests
  }

  /// The first 24 digits of the digest of all images' classes and digests, whatever their order.
  private func sourceDigest(_ digests: [[UInt8]]) -> String {
    let entries = zip(labels, digests).map { label, digest in
      (0..<4).map { UInt8(truncatingIfNeeded: label >> (8 * $0)) } + digest
    }
    var hash = SHA256()
    for entry in entries.sorted(by: { $0.lexicographicallyPrecedes($1) }) { hash.update(entry) }
    return String(hash.finalized().description.prefix(24))
  }
}
