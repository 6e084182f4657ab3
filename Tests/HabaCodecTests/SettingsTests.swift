import HabaStudents
import Testing

@testable import HabaCodec

struct SettingsTests {
  @Test func `a number said takes the place of the preset's, which takes that of the objective's own`() throws {
    let own = try Settings(for: GradientMatching.self)
    #expect(own.rate("momentum") == nil)
    #expect(own.rate("student-rate") == 0.01)
    #expect(own.count("real-images") == nil)
    let published = try Settings(for: GradientMatching.self, preset: "published")
    #expect(published.rate("momentum") == 0.5)
    #expect(published.rate("base-rate") == 0.1)
    #expect(published.count("real-images") == 256)
    #expect(published.rate("student-rate") == 0.01)
    let said = try Settings(for: GradientMatching.self, preset: "published", numbers: ["momentum": 0.25, "width": 32])
    #expect(said.rate("momentum") == 0.25)
    #expect(said.count("width") == 32)
    #expect(said.rate("base-rate") == 0.1)
  }

  @Test func `all presets of all objectives can be had`() throws {
    for objective in objectives.elements {
      for name in Settings.presets(of: objective) { _ = try Settings(for: objective, preset: name) }
    }
  }

  @Test
  func `what nobody knows, fractions of counts and what is out of range are refused, and told with what there is`() {
    func refusal(_ preset: String = "default", _ numbers: [String: Double] = [:]) -> String? {
      do throws(SettingError) {
        _ = try Settings(for: GradientMatching.self, preset: preset, numbers: numbers)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(refusal("best") == "objective dc has no preset 'best', only default, published")
    let unknown = refusal("default", ["speed": 1])
    #expect(unknown?.hasPrefix("objective dc has no setting 'speed', only base-rate,") == true)
    #expect(unknown?.contains("inner-epochs") == true)
    for (name, value) in [
      ("width", 1.5), ("width", 0), ("momentum", 1), ("momentum", -.infinity), ("student-rate", .nan),
    ] {
      #expect(refusal("default", [name: value])?.hasPrefix("setting \(name) (") == true, "\(name) \(value)")
    }
  }
}
