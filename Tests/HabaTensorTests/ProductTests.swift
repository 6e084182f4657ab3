import CHabaKernels
import HabaTensor
import Testing

/// `haba_multiply_blocks` in every form that the processor has, beside sums in binary64.
struct ProductTests {
  struct Size: Sendable, CustomTestStringConvertible {
    let sets: Int, groups: Int, rows: Int
    let repeats: Int, outer: Int, inner: Int
    let panels: Int
    var testDescription: String { "\(sets)x\(groups)x\(rows) by \(repeats)x\(outer)x\(inner), \(panels) panels" }

    var count: Int { sets * groups * rows }
    var terms: Int { repeats * outer * inner }
    var columns: Int { 16 * panels }
  }

  /// Each number of rows that tiles of 8 or 4 can leave over, an odd panel, more than one of everything.
  static let sizes =
    (1...17).map { Size(sets: 1, groups: 1, rows: $0, repeats: 1, outer: 1, inner: 5, panels: $0 % 4 + 1) } + [
      Size(sets: 2, groups: 3, rows: 9, repeats: 2, outer: 3, inner: 7, panels: 3),
      Size(sets: 1, groups: 2, rows: 5, repeats: 1, outer: 1, inner: 1, panels: 1),
      Size(sets: 3, groups: 1, rows: 8, repeats: 1, outer: 4, inner: 16, panels: 2),
    ]

  /// a `[rows, terms]` by b `[terms, columns]`, added to y's values where `adding`; nil where there is no such form.
  private func product(_ size: Size, form: Int32, a: [Float], b: [Float], adding: Bool) -> [Float]? {
    // What lies before and behind must stay.
    var y = (0..<size.count * size.columns + 32).map { Float($0 % 7) }
    let known = a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        y.withUnsafeMutableBufferPointer { y in
          var product = haba_product()
          product.a = a.baseAddress
          (product.a_set, product.a_group) = (size.groups * size.rows * size.terms, size.rows * size.terms)
          (product.a_row, product.a_repeat) = (size.terms, size.outer * size.inner)
          (product.a_outer, product.a_inner) = (size.inner, 1)
          product.b = b.baseAddress
          (product.b_panel, product.b_term) = (16, size.columns)
          product.y = y.baseAddress.map { $0 + 16 }
          (product.y_set, product.y_group) = (size.groups * size.rows * size.columns, size.rows * size.columns)
          (product.y_row, product.y_panel) = (size.columns, 16)
          (product.sets, product.groups, product.rows) = (size.sets, size.groups, size.rows)
          (product.repeats, product.outer, product.inner) = (size.repeats, size.outer, size.inner)
          (product.panels, product.adding) = (size.panels, adding ? 1 : 0)
          return haba_multiply_blocks_in(form, &product) != 0
        }
      }
    }
    return known ? y : nil
  }

  @Test(arguments: sizes, [false, true])
  func `every form gives the sums, and nothing else changes`(of size: Size, adding: Bool) throws {
    let a = chirp([size.count, size.terms]).values
    let b = chirp([size.terms, size.columns], phase: 1).values
    var fused: [[Float]] = []
    for form in 0...2 as ClosedRange<Int32> {
      guard let y = product(size, form: form, a: a, b: b, adding: adding) else { continue }
      if form > 0 { fused.append(y) }
      for place in y.indices {
        let before = Double(place % 7)
        guard (16..<y.count - 16).contains(place) else {
          #expect(Double(y[place]) == before)
          continue
        }
        let (row, column) = (place - 16).quotientAndRemainder(dividingBy: size.columns)
        let sum = (0..<size.terms).reduce(adding ? before : 0) {
          $0 + Double(a[row * size.terms + $1]) * Double(b[$1 * size.columns + column])
        }
        #expect(abs(Double(y[place]) - sum) < 1e-4, "form \(form), row \(row), column \(column)")
      }
    }
    if fused.count == 2 { #expect(fused[0].map(\.bitPattern) == fused[1].map(\.bitPattern)) }
    #expect(product(size, form: 0, a: a, b: b, adding: adding) != nil)
  }
}
