"""The cells of Scripts/experiments, in the order in which they run: each is one line of results."""
from dataclasses import dataclass, replace

from experiment_recipes import (
    BASELINES, CONSTRAINTS, EQUAL_TIME, EXPERT_EPOCHS, EXPERTS, SAVINGS, SEEDS, SPREADS, STUDENT_STEPS, TRIALS, Recipe,
    budgeted, equal_time, haba, plain, straightened)


@dataclass(frozen=True)
class Cell:
    """One line of results: a kind of measurement, and the archives that it is of."""
    name: str
    kind: str  # accuracy, networks, likeness, picture, experts
    questions: tuple
    recipes: tuple = ()
    data: str = "cifar-10"
    seed: int = 0

    @property
    def seconds(self):
        """About how long it takes, its archives left aside that others make."""
        student = 60 * STUDENT_STEPS / 1000
        if self.kind == "accuracy":
            return sum(recipe.seconds for recipe in self.recipes) + TRIALS * student + 10
        times = {"networks": 550, "likeness": 1.2 * student + 10 * len(self.recipes), "picture": 1,
                 "experts": EXPERTS * EXPERT_EPOCHS * 18}
        return times[self.kind]


def accuracy(questions, recipe):
    return Cell(recipe.name, "accuracy", questions, (recipe,), recipe.data, recipe.seed)


def networks_cell(recipe):
    return Cell(f"networks-{recipe.name}", "networks", (3,), (recipe,), recipe.data, recipe.seed)


def likeness(name, questions, seed, recipes):
    return Cell(f"likeness-{name}-seed{seed}", "likeness", questions, tuple(recipes), "cifar-10", seed)


def contrasts(seed):
    """Question 4's archives."""
    return [haba("dm", seed, 9, 5)] + [haba("dm", seed, 9, 5, constraint=name) for name in CONSTRAINTS]


def spreads(seed):
    """Question 2's archives."""
    return [Recipe("dm", count, bases, seed) for count, bases in SPREADS]


def by_seeds(make, seeds=SEEDS):
    return [cell for seed in seeds for cell in make(seed)]


def all_cells():
    """Every cell once, the most telling first."""
    def pair(objective, seed, **others):
        cross = (1, 3) if objective in ("dm", "mtt") and not others else (1,)
        return [accuracy(cross, make(objective, seed, **others)) for make in (haba, plain)]

    def q4(seed):
        return [accuracy((2, 4) if recipe.constraint == "none" else (4,), recipe) for recipe in contrasts(seed)]

    def savings(seed):
        return ([accuracy((1, 2) if bases == 10 else (1,), plain("dm", seed, bases)) for bases in BASELINES]
                + [accuracy((1, 2) if (count, bases) in SPREADS else (1,), Recipe("dm", count, bases, seed))
                   for count, bases in SAVINGS])

    def constrained(seed):
        return [accuracy((1,), haba(objective, seed, constraint="instance")) for objective in ("dm", "mtt")]

    def in_budget(seed):
        return [accuracy((1,), recipe) for recipe in (
            budgeted("none", seed), budgeted("instance", seed), budgeted("none", seed, hallucinators=0))]

    def crossing(objective, seed):
        return [networks_cell(make(objective, seed)) for make in (haba, plain)]

    def wide(seed):
        return pair("dm", seed, width=128)

    def alike(seed):
        return [likeness("spread", (2,), seed, spreads(seed))]

    def pictures():
        return [Cell(f"picture-{recipe.name}", "picture", (1,), (recipe,)) for recipe in (
            haba("dm", 0), plain("dm", 0), haba("mtt", 0), plain("mtt", 0))]

    first = SEEDS[0]
    rest = SEEDS[1:]
    cells = by_seeds(lambda seed: pair("dm", seed))
    cells += pair("dc", first) + pair("dsa", first)
    cells += [Cell("experts-cifar-10", "experts", (1, 3))] + by_seeds(lambda seed: pair("mtt", seed))
    cells += by_seeds(constrained)
    cells += savings(first) + q4(first)
    cells += [accuracy((2,), recipe) for recipe in spreads(first)] + alike(first)
    cells += [likeness("constraints", (4,), first, contrasts(first))]
    cells += crossing("mtt", first) + crossing("dm", first) + in_budget(first)
    cells += by_seeds(lambda seed: pair("dm", seed, data="fashion-mnist"))
    cells += [accuracy((1,), make(first)) for name in EQUAL_TIME for make in equal_time(name)] + wide(first)
    cells += [Cell("experts-cifar-10-straight", "experts", (1,), (straightened(first),))]
    cells += by_seeds(lambda seed: [accuracy((1,), straightened(seed))])
    cells += [accuracy((1,), budgeted(constraint, first, objective="mtt")) for constraint in ("none", "instance")]
    for name, constraint in (("pairs", "none"), ("pairs-constraints", "instance")):
        cells += [likeness(name, (2,), first, [haba(of, first, constraint=constraint) for of in ("dm", "mtt")])]
    cells += pictures()
    for seed in rest:
        cells += savings(seed) + q4(seed) + [likeness("constraints", (4,), seed, contrasts(seed))]
        cells += crossing("mtt", seed) + crossing("dm", seed)
        cells += [accuracy((2,), recipe) for recipe in spreads(seed)] + alike(seed) + in_budget(seed)
    return merged(cells)


def merged(cells):
    """Each cell where it first comes, with the questions of all its places."""
    found = {}
    for cell in cells:
        earlier = found.get(cell.name)
        questions = {*cell.questions, *(earlier.questions if earlier else ())}
        found[cell.name] = replace(cell, questions=tuple(sorted(questions)))
    return list(found.values())
