import Testing

@testable import HabaStudents

struct RecipeTests {
  @Test(arguments: [
    // Fewer images than 256 are one batch: a step a pass.
    (100, 100, 1000), (256, 256, 1000),
    // 257,000 images in 1,000 passes over 257 are 1,003.9 batches; 50 millions of CIFAR-10 195,312.5.
    (257, 256, 1004), (50_000, 256, 195_313),
  ])
  func `the published recipe is a thousand passes in batches of 256, or of all`(images: Int, batch: Int, steps: Int) {
    let found = Recipe.published.fitted(to: images)
    #expect((found.batch, found.steps) == (batch, steps))
    #expect((found.momentum, found.weightDecay, found.learningRate) == (0.9, 5e-4, 0.01))
    #expect(found.hardLabels && found.optimizer == "SGD")
  }

  @Test func `the default's steps and batch hang on no number of images`() {
    for images in [1, 63, 50_000] { #expect(Recipe.standard.fitted(to: images) == .standard) }
  }

  @Test func `passes that no number of steps can hold are as many as there can be`() {
    var recipe = Recipe.standard
    recipe.epochs = Int.max / 2
    #expect(recipe.fitted(to: 3).steps == Int.max)
  }

  @Test(
    arguments: [
      (4, [0.5, 0.5, 0.05, 0.05]), (5, [0.5, 0.5, 0.5, 0.05, 0.05]), (1, [0.5]),
    ] as [(Int, [Float])])
  func `by steps, the learning rate falls to a tenth after half`(steps: Int, rates: [Float]) {
    let recipe = Recipe(
      steps: steps, batch: 1, learningRate: 0.5, schedule: .step, momentum: 0, weightDecay: 0)
    for (step, rate) in rates.enumerated() { #expect(abs(recipe.rate(at: step) - rate) < 1e-7) }
  }

  @Test func `recipes have names, and the first is the default`() {
    #expect(recipes.names == ["default", "published"])
  }
}
