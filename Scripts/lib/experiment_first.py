"""Question 1 of Docs/experiments.md: HaBa against the same objective unfactorized, and what it saves."""
import experiment_recipes as recipes
import svg
from experiment_figures import percent
from experiment_recipes import SEEDS, budgeted, haba, plain, straightened
from experiment_tables import Tables, learned, share, size, table

PICTURES = (("dm-h5b1", "`dm`, HaBa: bases down, hallucinators across"), ("dm-h0b2", "`dm`, 2 images a class"),
            ("mtt-h5b1", "`mtt`, HaBa"), ("mtt-h0b2", "`mtt`, 2 images a class"))


def pair(objective, **others):
    """HaBa and its baseline of equal parameters."""
    return (lambda seed: haba(objective, seed, **others)), (lambda seed: plain(objective, seed, **others))


def constrained(objective):
    return lambda seed: haba(objective, seed, constraint="instance")


class First(Tables):
    """The first question's sections."""

    def equal_parameters(self):
        objectives = ("dm", "dc", "dsa", "mtt")
        rows = [self.pair_row(f"`{name}`", *pair(name), recipes.seeds_of(name)) for name in objectives]
        rows += [self.pair_row(f"`{name}`, equal time", *recipes.equal_time(name), SEEDS[:1])
                 for name in recipes.EQUAL_TIME]
        rows.append(self.pair_row("`dm`, width 128", *pair("dm", width=128), SEEDS[:1]))
        rows.append(self.pair_row("`dm`, Fashion-MNIST", *pair("dm", data="fashion-mnist")))
        rows += [self.pair_row(f"`{name}`, constraints", constrained(name), pair(name)[1]) for name in ("dm", "mtt")]
        bars = [[self.figures.mean(pair(name)[which], recipes.seeds_of(name)) for name in objectives]
                for which in (0, 1)]
        one, other = pair("dm")
        small, smaller = pair("dm", data="fashion-mnist")
        return "\n".join([
            "## 1. HaBa against the same objective unfactorized", "",
            f"Equal parameters: 5 hallucinators and 1 base a class ({learned(one)}) against 2 images a class",
            f"({learned(other)}); on Fashion-MNIST {learned(small)} against {learned(smaller)}. Equal steps. Steps of `dc` and",
            "`dsa` take twice as long with hallucinators, those of `mtt` half as long, since its students see one hallucinator",
            "at a time: rows of *equal time* give the quicker one more steps.", "",
            table(["", "HaBa", "baseline", *self.PAIR, "HaBa is"], rows),
            self.bars("pairs", "HaBa against its baseline at equal parameters", "test accuracy, %", objectives,
                      [("5 hallucinators, 1 base a class", bars[0]), ("2 images a class", bars[1])]),
            self.with_constraints(), self.with_straight_experts(), self.pictures()])

    def with_constraints(self):
        against = [self.pair_row(f"`{name}`", constrained(name), pair(name)[0]) for name in ("dm", "mtt")]

        def none(seed):
            return budgeted("none", seed)

        def instance(seed):
            return budgeted("instance", seed)

        def unfactorized(seed):
            return budgeted("none", seed, hallucinators=0)

        budget = [self.pair_row("no constraints, unfactorized", none, unfactorized),
                  self.pair_row("constraints, unfactorized", instance, unfactorized),
                  self.pair_row("constraints, no constraints", instance, none),
                  self.pair_row(
                      "`mtt`: constraints, no constraints", lambda seed: budgeted("instance", seed, objective="mtt"),
                      lambda seed: budgeted("none", seed, objective="mtt"), SEEDS[:1]),
                  self.pair_row(
                      "no constraints: `mtt`, `dm`", lambda seed: budgeted("none", seed, objective="mtt"), none, SEEDS[:1])]
        return "\n".join([
            "*Constraints* are those by instance, as the paper has them. With them and without:", "",
            table(["", "with", "without", *self.PAIR, "with them it is"], against),
            f"The default encoder with bytes for equal budgets, `--budget {recipes.BUDGET}`; unfactorized is `--hallucinators 0`:", "",
            table(["", "first", "second", *self.PAIR, "the first is"], budget)])

    def with_straight_experts(self):
        lines = [self.figures.lines.get(f"experts-cifar-10{ending}") for ending in ("-straight", "")]
        sizes = [f"{line['experts']['folder_bytes']:,}" if line else "missing" for line in lines]
        return "\n".join([
            "*Straightened experts* (`experts --straight`: start and end alone, what lies between on the line), matched in place of",
            f"whole ones; the folders take {sizes[0]} and {sizes[1]} bytes:", "",
            table(["", "straight", "whole", *self.PAIR, "straight is"], [
                self.pair_row("`mtt`, HaBa", straightened, pair("mtt")[0])])])

    def pictures(self):
        """Sheets of images, as far as they were drawn."""
        drawn = [(words, line["picture"]) for part, words in PICTURES for line in self.figures.lines.values()
                 if line["kind"] == "picture" and part in line["cell"]]
        return "\n".join(f"![{words}](images/{picture})\n\n{words}.\n" for words, picture in drawn)

    def savings(self):
        figures = self.figures
        factored = [(lambda seed, c=count, b=bases: haba("dm", seed, b, c))
                    for count, bases in ((5, 1), *recipes.SAVINGS[::-1])]
        baselines = [(lambda seed, b=count: plain("dm", seed, b)) for count in (2, *recipes.BASELINES)]
        rows = [[f"`{size(make)}`", learned(make), figures.of_archive(make, "file_bytes").text(0), mean.text(),
                 str(mean.count), share(make)]
                for make in (*baselines, *factored) for mean in [figures.mean(make)]]

        def series(key):
            return [(name, [(figures.of_archive(make, key).mean, mean.mean, mean.error) for make in makes
                            for mean in [figures.mean(make)] if mean])
                    for name, makes in (("HaBa", factored), ("unfactorized", baselines))]

        drawn = [self.plot(name, f"Accuracy for {words}", lambda key=key, words=words: svg.points(
            f"Accuracy for {words}, dm", words, "test accuracy, %", series(key))) for name, key, words in (
                ("savings", "parameters", "learned parameters"), ("savings-bytes", "file_bytes", "bytes of the archive"))]
        return "\n".join([
            "### What is saved at equal accuracy", "", "By `dm`; sizes are (hallucinators, bases a class).", "",
            table(["size", "parameters", "bytes", "accuracy", "seeds", "share of published steps"], rows), *drawn,
            "The smallest of HaBa's archives whose mean accuracy is not below the baseline's, and what it saves. The paper:",
            "up to 65 % of the parameters.", "",
            table(["baseline", "reached by", "parameters saved", "bytes saved"],
                  [self.saving(make, factored) for make in baselines[1:]])])

    def saving(self, baseline, factored):
        """The row of one baseline."""
        figures, goal = self.figures, self.figures.mean(baseline)
        name = f"{baseline(SEEDS[0]).bases} images a class: {goal.text()}"
        measured = [(make, figures.mean(make)) for make in factored]
        if not goal or not all(mean for _, mean in measured):
            return [name, "missing", "missing", "missing"]
        for make, mean in measured:
            if mean.mean >= goal.mean:
                saved = [1 - figures.of_archive(make, key).mean / figures.of_archive(baseline, key).mean
                         for key in ("parameters", "file_bytes")]
                return [name, f"`{size(make)}`: {mean.text()}", *(percent(round(one, 2)) for one in saved)]
        return [name, f"none of them, at {share(baseline)} of the published steps", "none found", "none found"]
