"""The sections of Docs/experiments.md, one for each question: tables, plots, and what they say."""
import experiment_recipes as recipes
from experiment_figures import shares, verdict
from experiment_first import First, pair
from experiment_recipes import CONSTRAINTS, SEEDS, Recipe, haba
from experiment_tables import learned, share, size, table

NETWORKS = ("convnet3", "alexnet", "vgg11", "resnet18")
# What haba-likeness tells, and the columns that it stands in.
LIKENESS = (
    (("cosine", "base"), "cosine: one base"), (("cosine", "bases"), "bases of a class"),
    (("cosine", "class"), "any two of a class"), (("cosine", "classes"), "classes"),
    (("edges", "base"), "edges: one base"), (("edges", "hallucinator"), "one hallucinator"),
    (("colour", "hallucinator"), "colour by hallucinator"), (("colour", "base"), "by base"),
    (("recognised",), "recognised"))
DEFINITIONS = """Features are the last before the linear layer of a ConvNet-3 of width 128 that was trained on the real training
split by `evaluate`'s recipe (`haba-likeness`).

* *Cosine*: the mean over pairs of images. *One base*: through different hallucinators. *Bases of a class*: two bases through one
  hallucinator. *Any two of a class*: whatever their bases and hallucinators. *Classes*: images of two classes through one
  hallucinator. The smaller, the more diverse.
* *Edges*: Pearson's correlation of gradient magnitudes (central differences of the channels' mean): between images of one base
  through different hallucinators, and between images of two bases of a class through one hallucinator.
* *Colour*: of the variance of images' mean colours, the share that the hallucinator alone explains, and that which the base
  explains (two-way analysis of variance, channels summed).
* *Recognised*: the share of images to which that network gives the label they carry.
"""


class Answers(First):
    """All sections of a set of figures."""

    def sections(self):
        return [self.equal_parameters(), self.savings(), self.diversity(), self.networks(), self.constraints()]

    def diversity(self):
        figures = self.figures
        makes = [(lambda seed, c=count, b=bases: Recipe("dm", c, b, seed)) for count, bases in recipes.SPREADS]
        groups = [size(make) for make in makes]
        ways = [(f"`{group}`", make) for group, make in zip(groups, makes)]
        ways += [(f"`{name}` `(5, 1)`{words}", lambda seed, n=name, c=constraint: haba(n, seed, constraint=c))
                 for name in ("dm", "mtt") for constraint, words in (("none", ""), ("instance", ", constraints"))]
        rows = [[name, learned(make), figures.mean(make).text(), *self.alike(make), share(make)] for name, make in ways]
        head = ["", "parameters", "accuracy", *(words for _, words in LIKENESS), "share of published steps"]
        likeness = [(words.replace("cosine: ", ""), [figures.likeness(make, *keys) for make in makes])
                    for keys, words in LIKENESS[:4]]
        return "\n".join([
            "## 2. Diversity and information", "",
            "About 307,200 parameters, by `dm`, spent on (hallucinators, bases a class); below, pairs of question 1:", "",
            table(head, rows),
            self.bars("spread", "Accuracy at about 307,200 parameters", "test accuracy, %", groups,
                      [("dm", [figures.mean(make) for make in makes])]),
            self.bars("likeness", "Mean cosine of features between images", "cosine", groups, likeness), DEFINITIONS])

    def alike(self, make):
        """Figures of haba-likeness for a row; a dash where an archive has no such pairs."""
        measured = any(make(seed).name in self.figures.likenesses for seed in SEEDS)
        found = [self.figures.likeness(make, *keys) for keys, _ in LIKENESS]
        return [mean.text(2) if mean or not measured else "–" for mean in found]

    def networks(self):
        figures, rows, series = self.figures, [], []
        for name in ("mtt", "dm"):
            one, other = pair(name)
            steps = shares(one(SEEDS[0]), other(SEEDS[0]))
            for network in NETWORKS:
                means = [figures.mean(make, network=network).text() for make in (one, other)]
                difference = figures.difference(one, other, network=network)
                rows.append([f"`{name}`", network, *means, difference.signed(), str(difference.count), steps,
                             verdict(difference, steps)])
            series += [(f"{name}, {words}", [figures.mean(make, network=network) for network in NETWORKS])
                       for words, make in (("HaBa", one), ("baseline", other))]
        told = ", ".join(f"{name} {steps:,} steps" for name, steps in recipes.OTHER_NETWORKS)
        return "\n".join([
            "## 3. Other networks than those distilled with", "",
            f"The pairs of question 1. ConvNet-3 as there; of the others one student an archive: {told}.",
            "The paper: about 10 points above the baseline.", "",
            table(["", "network", "HaBa", "baseline", "difference", "pairs", "share of published steps", "HaBa is"], rows),
            self.bars("networks", "Trained on ConvNet-3, tested on others", "test accuracy, %", NETWORKS, series)])

    def constraints(self):
        figures = self.figures
        ways = [(name, lambda seed, n=name: haba("dm", seed, 9, 5, constraint=n)) for name in ("none", *CONSTRAINTS)]
        none, rows = ways[0][1], []
        for name, make in ways:
            difference = figures.difference(make, none)
            against = ["", ""] if make is none else [difference.signed(), verdict(difference, share(none))]
            rows.append([name, figures.mean(make).text(), figures.likeness(make, "cosine", "base").text(3),
                         figures.likeness(make, "cosine", "class").text(3),
                         figures.of_archive(make, "file_bytes").text(0), share(make), *against])
        return "\n".join([
            "## 4. The constraints", "",
            "5 hallucinators and 9 bases a class, by `dm`: none; the cosine alone; with the contrastive loss by instance;",
            "with the supervised one.", "",
            table(["constraints", "accuracy", "cosine: one base", "any two of a class", "bytes", "share of published steps",
                   "against none", "it is"], rows),
            self.bars("constraints", "The constraints at 5 hallucinators and 9 bases a class", "test accuracy, %",
                      [name for name, _ in ways], [("dm", [figures.mean(make) for _, make in ways])]),
            self.choice(ways)])

    def choice(self, ways):
        """The default, by the rule: of those that are better beyond doubt the best; otherwise none."""
        none = ways[0][1]
        if not all(self.figures.mean(make).count == len(SEEDS) for _, make in ways):
            return "*Which is the default waits for all seeds.*\n"
        found = [(self.figures.difference(make, none), name) for name, make in ways[1:]]
        better = [(difference.mean, name) for difference, name in found if difference.mean > difference.reach]
        if better:
            return f"The default that follows: **{max(better)[1]}**, the best of those that are better beyond doubt.\n"
        return "The default that follows: **none**, as no constraint is better beyond doubt, and each takes time.\n"
