"""The sections of Docs/experiments.md, one for each question: tables, plots, and what they say."""
import experiment_recipes as recipes
import svg
from experiment_recipes import CONSTRAINTS, SEEDS, haba, plain
from experiment_figures import percent, shares, verdict

NETWORKS = ("convnet3", "alexnet", "vgg11", "resnet18")


def table(head, rows):
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]) + "\n"


def size(recipe):
    return f"({recipe.hallucinators}, {recipe.bases})"


class Answers:
    """All sections of a set of figures; `plots` holds their SVG texts by name once they are made."""

    def __init__(self, figures):
        self.figures, self.plots = figures, {}

    def sections(self):
        return [self.equal_parameters(), self.savings(), self.diversity(), self.networks(), self.constraints()]

    def plot(self, name, words, make):
        """Keeps a plot and gives the line that shows it; where nothing of it is measured, says so."""
        try:
            self.plots[name] = make()
        except ValueError:  # Of nothing there is neither least nor most.
            return f"*{words}: nothing of this plot is measured yet.*\n"
        return f"![{words}](images/experiments-{name}.svg)\n"

    def bars(self, name, title, label, groups, series):
        """Means as bars: series are names with a mean for each group."""
        return self.plot(name, title, lambda: svg.bars(title, label, groups, [
            (of, [(mean.mean, mean.error) if mean else None for mean in means]) for of, means in series]))

    def pair_row(self, name, one, other, seeds=SEEDS):
        """A row of two ways to make archives."""
        figures, first = self.figures, seeds[0]
        found, base = figures.mean(one, seeds), figures.mean(other, seeds)
        difference = figures.difference(one, other, seeds)

        def steps(make):
            return f"{make(first).steps:,} ({percent(make(first).share)})"

        bytes_ = [figures.of_archive(make, "file_bytes", seeds).text(0) if figures.of_archive(make, "file_bytes", seeds)
                  else "missing" for make in (one, other)]
        return [name, found.text(), base.text(), difference.signed() if difference else "missing", str(difference.count),
                f"{steps(one)}, {steps(other)}", ", ".join(bytes_), verdict(difference, shares(one(first), other(first)))]

    def equal_parameters(self):
        """Question 1, its first half."""
        head = ["", "HaBa", "baseline", "difference", "pairs", "steps (share of published)", "bytes", "HaBa is"]
        rows, groups, bars = [], [], ([], [])
        for name in ("dm", "dc", "dsa", "mtt"):
            seeds = recipes.seeds_of(name)
            one, other = (lambda seed, name=name: haba(name, seed)), (lambda seed, name=name: plain(name, seed))
            rows.append(self.pair_row(f"`{name}`", one, other, seeds))
            groups.append(name)
            for means, make in zip(bars, (one, other)):
                means.append(self.figures.mean(make, seeds))
        for name in recipes.EQUAL_TIME:
            rows.append(self.pair_row(f"`{name}`, equal time", *recipes.equal_time(name), SEEDS[:1]))
        rows.append(self.pair_row(
            "`dm`, width 128", lambda seed: haba("dm", seed, width=128), lambda seed: plain("dm", seed, width=128), SEEDS[:1]))
        rows.append(self.pair_row(
            "`dm`, Fashion-MNIST", lambda seed: haba("dm", seed, data="fashion-mnist"),
            lambda seed: plain("dm", seed, data="fashion-mnist")))
        contrasted = []
        for name in ("dm", "mtt"):
            one = lambda seed, name=name: haba(name, seed, constraint="instance")  # noqa: E731
            rows.append(self.pair_row(f"`{name}`, constraints", one, lambda seed, name=name: plain(name, seed)))
            contrasted.append(self.pair_row(
                f"`{name}`: constraints against none", one, lambda seed, name=name: haba(name, seed)))
        budget = [
            self.pair_row("HaBa, no constraints", lambda seed: recipes.budgeted("none", seed), self.plain_budget),
            self.pair_row("HaBa, constraints", lambda seed: recipes.budgeted("instance", seed), self.plain_budget),
            self.pair_row("constraints against none", lambda seed: recipes.budgeted("instance", seed),
                          lambda seed: recipes.budgeted("none", seed))]
        learned = [f"{recipes.parameters(data, 10 * bases, count):,}" for data in recipes.SHAPES
                   for count, bases in ((5, 1), (0, 2))]
        return "\n".join([
            "## 1. HaBa against the same objective unfactorized", "",
            f"Equal parameters: 5 hallucinators and 1 base a class ({learned[0]}) against 2 images a class ({learned[1]}); on",
            f"Fashion-MNIST {learned[2]} against {learned[3]}. Equal steps. Steps of `dc` and `dsa` take twice as long with hallucinators, those",
            "of `mtt` half as long, since its students see one hallucinator at a time: rows of *equal time* give the quicker one more steps.", "",
            table(head, rows), self.bars(
                "pairs", "HaBa against its baseline at equal parameters", "test accuracy, %", groups,
                [("5 hallucinators, 1 base a class", bars[0]), ("2 images a class", bars[1])]),
            "*Constraints* are those by instance, as the paper has them.", "",
            table(["", "with", "without", *head[3:-1], "with them it is"], contrasted),
            f"The default encoder at equal bytes, `--budget {recipes.BUDGET}`, the baseline with `--hallucinators 0`:", "",
            table(["", "first", "second", *head[3:-1], "the first is"], budget), self.pictures()])

    @staticmethod
    def plain_budget(seed):
        return recipes.budgeted("none", seed, hallucinators=0)

    def pictures(self):
        """Sheets of images, as far as they were drawn."""
        names = {"dm-h5b1": "`dm`, HaBa: bases down, hallucinators across", "dm-h0b2": "`dm`, 2 images a class",
                 "mtt-h5b1": "`mtt`, HaBa", "mtt-h0b2": "`mtt`, 2 images a class"}
        drawn = [(words, line["picture"]) for part, words in names.items() for line in self.figures.lines.values()
                 if line["kind"] == "picture" and part in line["cell"]]
        return "\n".join(f"![{words}](images/{picture})\n\n{words}.\n" for words, picture in drawn)

    def savings(self):
        """Question 1, its second half."""
        figures = self.figures
        factored = [(lambda seed, c=count, b=bases: haba("dm", seed, b, c)) for count, bases in ((5, 1), *recipes.SAVINGS[::-1])]
        bases = [(lambda seed, b=count: plain("dm", seed, b)) for count in (2, *recipes.BASELINES)]
        every = [(make, figures.mean(make)) for make in (*bases, *factored)]
        rows = [[f"`{size(make(0))}`", self.learned(make), figures.of_archive(make, "file_bytes").text(0), mean.text(),
                 str(mean.count), percent(make(0).share)] for make, mean in every]
        saved = [self.saving(make, factored) for make in bases[1:]]
        plots = [(name, key, words) for name, key, words in (
            ("savings", "parameters", "learned parameters"), ("savings-bytes", "file_bytes", "bytes of the archive"))]

        def series(key):
            return [(name, [(figures.of_archive(make, key).mean, mean.mean, mean.error) for make in makes
                            for mean in [figures.mean(make)] if mean])
                    for name, makes in (("HaBa", factored), ("unfactorized", bases))]

        drawn = [self.plot(name, f"Accuracy for {words}", lambda key=key, words=words: svg.points(
            f"Accuracy for {words}, dm", words, "test accuracy, %", series(key))) for name, key, words in plots]
        return "\n".join([
            "### What is saved at equal accuracy", "", "By `dm`; sizes are (hallucinators, bases a class).", "",
            table(["size", "parameters", "bytes", "accuracy", "seeds", "share of published steps"], rows), *drawn,
            "The smallest of HaBa's archives whose mean accuracy is not below the baseline's, and what it saves. The paper: up to 65 %",
            "of the parameters.", "",
            table(["baseline", "reached by", "parameters saved", "bytes saved"], saved)])

    def learned(self, make):
        recipe = make(0)
        return f"{recipes.parameters(recipe.data, 10 * recipe.bases, recipe.hallucinators):,}"

    def saving(self, base, factored):
        """The row of one baseline."""
        figures, goal = self.figures, self.figures.mean(base)
        name = f"{base(0).bases} images a class: {goal.text()}"
        measured = [(make, figures.mean(make)) for make in factored]
        if not goal or not all(mean for _, mean in measured):
            return [name, "missing", "missing", "missing"]
        share = percent(base(0).share)
        for make, mean in measured:
            if mean.mean >= goal.mean:
                saved = [100 * (1 - figures.of_archive(make, key).mean / figures.of_archive(base, key).mean)
                         for key in ("parameters", "file_bytes")]
                return [name, f"`{size(make(0))}`: {mean.text()}", *(f"{one:.0f} %" for one in saved)]
        return [name, f"none of them, at {share} of the published steps", "none found", "none found"]

    def diversity(self):
        """Question 2."""
        makes = [(lambda seed, c=count, b=bases: recipes.Recipe("dm", c, b, seed)) for count, bases in recipes.SPREADS]
        pairs = [(f"{name}{' with constraints' if constraint != 'none' else ''}",
                  lambda seed, n=name, c=constraint: haba(n, seed, constraint=c))
                 for name in ("dm", "mtt") for constraint in ("none", "instance")]
        groups = [size(make(0)) for make in makes]
        rows = [[f"`{group}`", self.learned(make), self.figures.mean(make).text(), *self.alike(make), percent(make(0).share)]
                for group, make in zip(groups, makes)]
        more = [[f"`{name}` `(5, 1)`", self.learned(make), self.figures.mean(make).text(), *self.alike(make),
                 percent(make(0).share)] for name, make in pairs]
        head = ["", "parameters", "accuracy", "cosine: one base", "bases of a class", "any two of a class", "classes", "edges: one base",
                "one hallucinator", "colour by hallucinator", "by base", "recognised", "share"]
        likeness = [(name, [self.figures.likeness(make, "cosine", key) for make in makes]) for name, key in (
            ("one base", "base"), ("bases of a class", "bases"), ("any two of a class", "class"), ("classes", "classes"))]
        return "\n".join([
            "## 2. Diversity and information", "", "About 307,200 parameters, by `dm`, spent on (hallucinators, bases a class):", "",
            table(head, rows + more), self.bars(
                "spread", "Accuracy at about 307,200 parameters", "test accuracy, %", groups,
                [("dm", [self.figures.mean(make) for make in makes])]),
            self.bars("likeness", "Mean cosine of features between images", "cosine", groups, likeness), DEFINITIONS])

    def alike(self, make):
        """Figures of haba-likeness for a row: cosines, edges, colour, what a network recognises."""
        keys = [("cosine", key) for key in ("base", "bases", "class", "classes")]
        keys += [("edges", "base"), ("edges", "hallucinator"), ("colour", "hallucinator"), ("colour", "base"), ("recognised",)]
        measured = any(make(seed).name in self.figures.likenesses for seed in SEEDS)
        found = [self.figures.likeness(make, *key) for key in keys]
        return [mean.text(2) if mean or not measured else "–" for mean in found]

    def networks(self):
        """Question 3."""
        rows, series = [], []
        for name in ("mtt", "dm"):
            one, other = (lambda seed, n=name: haba(n, seed)), (lambda seed, n=name: plain(n, seed))
            for network in NETWORKS:
                means = [self.figures.mean(make, network=network) for make in (one, other)]
                difference = self.figures.difference(one, other, network=network)
                rows.append([f"`{name}`", network, *(mean.text() for mean in means), difference.signed(), str(difference.count),
                             shares(one(0), other(0)), verdict(difference, shares(one(0), other(0)))])
            series += [(f"{name}, {words}", [self.figures.mean(make, network=network) for network in NETWORKS])
                       for words, make in (("HaBa", one), ("baseline", other))]
        told = ", ".join(f"{names.replace(',', ' and ')} {steps:,} steps" for names, steps in recipes.OTHER_NETWORKS)
        return "\n".join([
            "## 3. Other networks than those distilled with", "",
            f"The pairs of question 1. ConvNet-3 as there; one student an archive of the others: {told}. The paper: about 10 points",
            "above the baseline.", "",
            table(["", "network", "HaBa", "baseline", "difference", "pairs", "share of published steps", "HaBa is"], rows),
            self.bars("networks", "Trained on ConvNet-3, tested on others", "test accuracy, %", NETWORKS, series)])

    def constraints(self):
        """Question 4."""
        none = lambda seed: haba("dm", seed, 9, 5)  # noqa: E731
        ways = [("none", none)] + [
            (name, lambda seed, n=name: haba("dm", seed, 9, 5, constraint=n)) for name in CONSTRAINTS]
        rows = []
        for name, make in ways:
            difference = self.figures.difference(make, none)
            word = "" if name == "none" else verdict(difference, shares(none(0)))
            spread = self.figures.likeness(make, "cosine", "base")
            size = self.figures.of_archive(make, "file_bytes")
            rows.append([name, self.figures.mean(make).text(), "" if name == "none" else difference.signed(), spread.text(3),
                         self.figures.likeness(make, "cosine", "class").text(3), size.text(0), percent(make(0).share), word])
        names = [name for name, _ in ways]
        return "\n".join([
            "## 4. The constraints", "",
            "5 hallucinators and 9 bases a class, by `dm`: none; the cosine alone; with the contrastive loss by instance; supervised.", "",
            table(["constraints", "accuracy", "against none", "cosine: one base", "any two of a class", "bytes",
                   "share of published steps", "against none it is"], rows),
            self.bars("constraints", "The constraints at 5 hallucinators and 9 bases a class", "test accuracy, %", names,
                      [("dm", [self.figures.mean(make) for _, make in ways])]), self.choice(ways)])

    def choice(self, ways):
        """Which constraint is the default, by the rule: what is better beyond doubt, and of several the best; otherwise none."""
        none = ways[0][1]
        if not all(self.figures.mean(make).count == len(SEEDS) for _, make in ways):
            return "*Which is the default waits for all seeds.*\n"
        found = [(self.figures.difference(make, none), name) for name, make in ways[1:]]
        better = [(difference.mean, name) for difference, name in found if difference.mean > (difference.reach or 0)]
        if better:
            return f"The default that follows: **{max(better)[1]}**, the best of those that are better beyond doubt.\n"
        return "The default that follows: **none**, as no constraint is better beyond doubt, and each takes time.\n"


DEFINITIONS = """Features are the last before the linear layer of a ConvNet-3 that was trained on the real training split (`haba-likeness`).

* *Cosine*: the mean over pairs of images. *One base*: through different hallucinators. *Bases of a class*: two bases through one
  hallucinator. *Any two of a class*: whatever their bases and hallucinators. *Classes*: images of two classes through one
  hallucinator. The smaller, the more diverse.
* *Edges*: Pearson's correlation of gradient magnitudes (central differences of the channels' mean): between images of one base
  through different hallucinators, and between images of two bases of a class through one hallucinator.
* *Colour*: of the variance of images' mean colours, the share that the hallucinator alone explains, and that which the base explains
  (two-way analysis of variance, channels summed).
* *Recognised*: the share of images to which that network gives the label they carry.
"""
