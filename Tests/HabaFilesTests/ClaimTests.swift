import Foundation
import HabaFiles
import Testing

@Suite struct `A claim on a unit of a shared folder` {
  private let scratch: Scratch
  private let folder: SharedFolder

  init() throws {
    scratch = try Scratch()
    folder = try SharedFolder(scratch("work"))
  }

  private func claim() throws -> Claim? { try Claim.take("unit", by: folder.view()) }

  /// Sets the times of a claim back, as if its holder had not renewed it since.
  private func age(_ generation: Int = 1, seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -seconds)],
      ofItemAtPath: folder.path(of: FolderView.name(ofClaimOn: "unit", generation: generation)))
  }

  @Test func `is had by one alone, and can be had again when it is given up`() throws {
    let first = try #require(try claim())
    #expect(scratch.contents == ["work", "work/.unit.haba.tmp-claim-1"])
    #expect(try claim() == nil)
    #expect(try first.renew())
    first.release()
    #expect(scratch.contents == ["work"])
    #expect(try claim() != nil)
  }

  @Test func `goes with whoever holds it`() throws {
    _ = try claim()
    #expect(scratch.contents == ["work"])
  }

  @Test func `of other units hinders nobody`() throws {
    let first = try #require(try claim())
    let second = try #require(try Claim.take("unit2", by: folder.view()))
    #expect(try first.renew())
    #expect(try second.renew())
  }

  @Test func `is taken over after ten minutes without a renewal, and its holder learns it`() throws {
    let first = try #require(try claim())
    try age(seconds: 590)
    #expect(try claim() == nil)
    #expect(try first.renew())
    try age(seconds: 610)
    let second = try #require(try claim())
    #expect(scratch.contents == ["work", "work/.unit.haba.tmp-claim-2"])
    #expect(try !first.renew())
    first.release()
    #expect(try second.renew())
    try age(2, seconds: 610)
    let third = try #require(try claim())
    #expect(try !second.renew())
    #expect(try third.renew())
    third.release()
    #expect(scratch.contents == ["work"])
  }

  @Test func `that is renewed is not taken over`() throws {
    let first = try #require(try claim())
    try age(seconds: 610)
    #expect(try first.renew())
    #expect(try claim() == nil)
  }

  @Test func `is renewed only where it is time to`() throws {
    func waits(_ renewal: Duration) throws -> Bool {
      let folder = try SharedFolder(
        scratch("work"), times: ClaimTimes(renewal: renewal, takeover: .seconds(600)))
      let claim = try #require(try Claim.take("unit", by: folder.view()))
      try age(seconds: 610)
      #expect(try claim.renewIfDue())
      return try self.claim() != nil
    }
    #expect(try waits(.seconds(3600)))
    #expect(try !waits(.zero))
  }

  @Test func `is not given by an old view of what has been done meanwhile`() throws {
    let before = try folder.view()
    let first = try #require(try claim())
    try age(seconds: 610)
    let stale = try folder.view()
    let second = try #require(try claim())
    try scratch.write([1], to: "work/unit")
    second.release()
    first.release()
    #expect(try Claim.take("unit", by: before) == nil)
    #expect(try Claim.take("unit", by: stale) == nil)
    #expect(scratch.contents == ["work", "work/unit"])
  }

  @Test func `is won by one of many that take it, or take it over, at once`() throws {
    for round in 0..<60 {
      var dead: Claim?
      if round % 2 == 1 {
        dead = try claim()
        try age(seconds: 610)
      }
      let found = Carried(value: Collected())
      let folder = Carried(value: folder)
      // All look at the folder before any of them has done anything.
      let views = try Carried(value: (0..<8).map { _ in try self.folder.view() })
      DispatchQueue.concurrentPerform(iterations: 8) { index in
        found.value.add { try Claim.take("unit", by: index % 2 == 0 ? views.value[index] : folder.value.view()) }
      }
      let claims = found.value.claims
      #expect(claims.count == 1)
      #expect(try claims.allSatisfy { try $0.renew() })
      if let dead { #expect(try !dead.renew()) }
      claims.forEach { $0.release() }
      dead?.release()
      #expect(scratch.contents == ["work"])
    }
  }

  @Test func `and files that dead processes left are cleared away when a unit is done, and nothing else is`() throws {
    let mine = ["work/.unit.haba.tmp-claim-3", "work/.unit.haba.tmp-12-ab"]
    let others = ["work/.unit2.haba.tmp-claim-1", "work/.unit", "work/unit", "work/notes.haba.tmp-1"]
    for name in mine + others {
      try scratch.write([1], to: name)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -610)], ofItemAtPath: scratch(name))
    }
    try scratch.write([1], to: "work/.unit.haba.tmp-13-young")
    try folder.view().clear("unit")
    #expect(scratch.contents == (others + ["work", "work/.unit.haba.tmp-13-young"]).sorted())
  }

  @Test func `needs a folder, and says so`() throws {
    try scratch.write([], to: "file")
    #expect(outputError { _ = try SharedFolder(scratch("file")) } == .noFolder(path: scratch("file")))
    #expect(
      outputError { _ = try SharedFolder(scratch("none/work")) }
        == .cannotCreate(path: scratch("none/work"), code: ENOENT))
  }
}

/// Claims that several threads have got.
private final class Collected {
  private let lock = NSLock()
  private(set) var claims: [Claim] = []

  func add(_ take: () throws -> Claim?) {
    guard let claim = try? take() else { return }
    lock.withLock { claims.append(claim) }
  }
}
