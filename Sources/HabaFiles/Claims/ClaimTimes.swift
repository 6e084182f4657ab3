/// How long a claim holds, and how often its holder says that it is still there.
package struct ClaimTimes: Sendable {
  /// Time after which a holder renews.
  package var renewal: Duration
  /// Time without a renewal after which others may take a unit over.
  package var takeover: Duration

  /// A minute and ten: a holder may miss nine renewals before it is taken for dead.
  package static let standard = ClaimTimes(renewal: .seconds(60), takeover: .seconds(600))

  package init(renewal: Duration, takeover: Duration) {
    self.renewal = renewal
    self.takeover = takeover
  }
}
