"""Figures of the cells that are done: means over distillation seeds, paired differences, what they say."""
import math
import statistics

import experiment_recipes as recipes

# Two-sided 95 % points of Student's t for 1, 2, … degrees of freedom.
STUDENT_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


class Mean:
    """A mean over seeds and its standard error, which one seed has none of."""

    def __init__(self, values):
        self.values = list(values)
        self.count = len(self.values)
        self.mean = statistics.fmean(self.values) if self.values else None
        self.error = statistics.stdev(self.values) / math.sqrt(self.count) if self.count > 1 else None

    def __bool__(self):
        return self.count > 0

    def text(self, digits=1, unit=""):
        if not self:
            return "missing"
        error = "" if self.error is None else f" ± {self.error:.{digits}f}"
        return f"{self.mean:.{digits}f}{error}{unit}"

    def signed(self):
        """The same with its sign."""
        return self.text() if not self or self.mean < 0 else f"+{self.text()}"

    @property
    def reach(self):
        """Half of the 95 % interval; None where it is not known."""
        return None if self.error is None else self.error * STUDENT_T[min(self.count - 1, len(STUDENT_T)) - 1]


class Figures:
    """Looks up the lines of a file of results by what was measured."""

    def __init__(self, lines):
        self.lines = lines

    def line(self, recipe):
        return self.lines.get(recipe.name)

    def accuracy(self, recipe, network="convnet3"):
        """Mean test accuracy of an archive's students in per cent; None where that is missing."""
        name = recipe.name if network == "convnet3" else f"networks-{recipe.name}"
        for found in self.lines.get(name, {}).get("evaluations", []):
            if found["network"] == network:
                return 100 * found["accuracy"]["mean"]
        return None

    def mean(self, make, seeds=recipes.SEEDS, network="convnet3"):
        """The mean accuracy of the archives that `make` describes for each seed."""
        found = [self.accuracy(make(seed), network) for seed in seeds]
        return Mean(value for value in found if value is not None)

    def difference(self, one, other, seeds=recipes.SEEDS, network="convnet3"):
        """Of pairs of one seed: how many points of accuracy the first is above the second."""
        pairs = [(self.accuracy(one(seed), network), self.accuracy(other(seed), network)) for seed in seeds]
        return Mean(a - b for a, b in pairs if a is not None and b is not None)

    def of_archive(self, make, key, seeds=recipes.SEEDS):
        """The mean of a number that was told when archives were made."""
        found = [self.line(make(seed)) for seed in seeds]
        return Mean(line["archive"][key] for line in found if line)

    def likeness(self, make, *keys, seeds=recipes.SEEDS):
        """The mean of a number that haba-likeness told of archives."""
        values = []
        for seed in seeds:
            value = self.likenesses.get(make(seed).name)
            for key in keys:
                value = (value or {}).get(key)
            if value is not None:
                values.append(value)
        return Mean(values)

    @property
    def likenesses(self):
        """What haba-likeness told of each archive, in the first cell that measures it."""
        found = {}
        for line in self.lines.values():
            for like in line.get("likenesses", []):
                found.setdefault(like["archive"], like)
        return found


def verdict(difference, share, better="better"):
    """What a paired difference says, in words; `share` is told of the published steps where nothing was found."""
    worse = "worse" if better == "better" else f"not {better}"
    if not difference:
        return "missing"
    if difference.reach is None:
        return f"one seed: its error is not known (at {share} of the published steps)"
    if abs(difference.mean) > difference.reach:
        return better if difference.mean > 0 else worse
    return f"no difference found at {share} of the published steps; ± {difference.reach:.1f} points are left open"


def percent(share):
    return f"{100 * share:.3g} %"


def shares(*recipes):
    """The share of the published steps that archives had, from the least to the most."""
    found = sorted({recipe.share for recipe in recipes})
    return " to ".join(percent(share) for share in ([found[0], found[-1]] if len(found) > 1 else found))
