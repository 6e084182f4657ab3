"""Tables and plots of Docs/experiments.md."""
import experiment_recipes as recipes
import svg
from experiment_figures import percent, shares, verdict
from experiment_recipes import SEEDS


def table(head, rows):
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]) + "\n"


def size(make):
    """An archive's hallucinators and bases a class."""
    recipe = make(SEEDS[0])
    return f"({recipe.hallucinators}, {recipe.bases})"


def learned(make):
    """Its learned numbers."""
    recipe = make(SEEDS[0])
    return f"{recipes.parameters(recipe.data, recipes.CLASSES * recipe.bases, recipe.hallucinators):,}"


def share(make):
    """Its share of the published steps."""
    return percent(make(SEEDS[0]).share)


class Tables:
    """Makes tables and plots of figures; `plots` holds SVG texts by name once they are made."""

    def __init__(self, figures):
        self.figures, self.plots = figures, {}

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

    # The columns of pairs, after a name and the two of them.
    PAIR = ["difference", "pairs", "steps (share of published)", "bytes"]

    def pair_row(self, name, one, other, seeds=SEEDS):
        """A row of two ways to make archives."""
        figures, first = self.figures, seeds[0]
        difference = figures.difference(one, other, seeds)
        steps = [f"{make(first).steps:,} ({share(make)})" for make in (one, other)]
        sizes = [figures.of_archive(make, "file_bytes", seeds).text(0) for make in (one, other)]
        return [name, *(figures.mean(make, seeds).text() for make in (one, other)), difference.signed(),
                str(difference.count), ", ".join(steps), ", ".join(sizes),
                verdict(difference, shares(one(first), other(first)))]
