"""The archives of Scripts/experiments: what each hangs on, what published runs took, how long it takes."""
from dataclasses import dataclass

SEEDS = (0, 1, 2)
# Steps of distillation: equal for all that are compared.
STEPS = {"dm": 1500, "dc": 500, "dsa": 500, "mtt": 800}
# What published runs take: DM's and MTT's iterations, HaBa's on MTT; DC's and DSA's are a thousand times their outer loops.
PUBLISHED_DM, PUBLISHED_MTT, PUBLISHED_HABA = 20_000, 5_000, 15_000
STUDENT_STEPS, TRIALS, WIDTH = 1000, 2, 64
# Trained on real images, for mtt: 3 epochs are what is read of them for one base a class.
EXPERTS, EXPERT_EPOCHS = 8, 3
# Of the networks that archives are not distilled with: steps of each, in one trial.
OTHER_NETWORKS = (("alexnet", 400), ("vgg11", 500), ("resnet18", 300))
# Channels, height and width of each data set's images; all have ten classes.
SHAPES = {"cifar-10": (3, 32, 32), "fashion-mnist": (1, 28, 28)}
CLASSES = 10
CONSTRAINTS = ("cosine", "instance", "supervised")
BUDGET = 60_000


def parameters(data, bases, hallucinators):
    """Numbers that are learned, by the paper's count: all bases' pixels and all hallucinators' weights."""
    channels, height, width = SHAPES[data]
    kernel = channels * channels * 9 + channels
    hallucinator = 2 * kernel + 2 * channels * (height - 2) * (width - 2)
    return bases * channels * height * width + hallucinators * hallucinator


@dataclass(frozen=True)
class Recipe:
    """An archive: all that its bytes hang on."""
    objective: str
    hallucinators: int | None  # None: as many as the budget gives
    bases: int | None  # of each class; None: as the budget gives
    seed: int
    data: str = "cifar-10"
    constraint: str = "none"
    width: int = WIDTH
    steps: int = 0
    budget: int | None = None
    straight: bool = False  # whether mtt matches straightened experts

    def __post_init__(self):
        if not self.steps:
            object.__setattr__(self, "steps", STEPS[self.objective])

    @property
    def size(self):
        if self.budget is None:
            return f"h{self.hallucinators}b{self.bases}"
        return f"{self.budget}bytes" + ("" if self.hallucinators is None else f"-h{self.hallucinators}")

    @property
    def name(self):
        """Tells it from all others."""
        parts = [self.data, self.objective, self.size]
        parts += [self.constraint] if self.constraint != "none" else []
        parts += ["straight"] if self.straight else []
        parts += [f"w{self.width}"] if self.width != WIDTH else []
        return "-".join([*parts, f"{self.steps}steps", f"seed{self.seed}"])

    def options(self, scale=1):
        """Those of `compress`, without data, output and experts; `scale` makes it shorter, to try the script."""
        words = ["--objective", self.objective, "--steps", str(scaled(self.steps, scale)), "--seed", str(self.seed)]
        words += ["--budget", str(self.budget)] if self.budget else ["--bits", "8", "--bases-per-class", str(self.bases)]
        if self.hallucinators is not None:
            words += ["--hallucinators", str(self.hallucinators)]
        if self.constraint != "none":
            words += ["--contrast", self.constraint]
        words += ["--set", f"width={self.width}"]
        # Where experts are read alike for one base a class and for two.
        return words + (["--set", "start-epochs=2", "--set", "expert-epochs=2"] if self.objective == "mtt" else [])

    @property
    def published_steps(self):
        """Steps of the published run that it is a share of."""
        if self.objective == "dm":
            return PUBLISHED_DM
        if self.objective == "mtt":
            return PUBLISHED_HABA if self.hallucinators else PUBLISHED_MTT
        return 1000 * (self.bases or 1) * max(1, self.hallucinators or 0)

    @property
    def share(self):
        return self.steps / self.published_steps

    @property
    def seconds(self):
        """About how long it takes where nothing else runs: fitted to figures of two cores."""
        images = (self.bases or 1) * max(1, self.hallucinators or 0)
        step = {
            "dm": 0.14 if self.budget else 0.06 + 0.0027 * images, "dc": 0.05 + 0.17 * images,
            "dsa": 0.05 + 0.18 * images, "mtt": 0.43 * (self.bases or 3)}[self.objective]
        step *= (4 if self.width > WIDTH else 1) * (0.6 if self.data != "cifar-10" else 1)
        both_starts = 60 if self.hallucinators != 0 else 0
        slower = 1 if self.constraint == "none" else 1.3
        return 15 + step * slower * (self.steps + both_starts)


def scaled(steps, scale):
    return max(1, round(steps * scale))


def seeds_of(objective):
    return SEEDS if objective in ("dm", "mtt") else SEEDS[:1]


def haba(objective, seed, bases=1, hallucinators=5, **others):
    return Recipe(objective, hallucinators, bases, seed, **others)


def plain(objective, seed, bases=2, **others):
    """The same objective unfactorized: images alone."""
    return Recipe(objective, 0, bases, seed, **others)


def budgeted(constraint, seed, hallucinators=None, objective="dm"):
    """What `compress` makes of a budget."""
    return Recipe(objective, hallucinators, None, seed, constraint=constraint, budget=BUDGET)


def straightened(seed):
    """HaBa's `mtt` by straightened experts."""
    return haba("mtt", seed, straight=True)


# Hallucinators and bases a class of about 307,200 parameters (question 2), and of savings (question 1).
SPREADS = ((0, 10), (2, 9), (5, 9), (16, 7))
SAVINGS = ((5, 9), (5, 5), (3, 3))
BASELINES = (4, 6, 10)
# Steps that take as long as the other's of its pair: unfactorized for dc and dsa, HaBa's for mtt, whose students see one
# hallucinator at a time.
EQUAL_TIME = {"dc": 1200, "dsa": 1200, "mtt": 1600}


def equal_time(objective):
    """HaBa and its baseline given equal time in place of equal steps."""
    steps = EQUAL_TIME[objective]
    if objective == "mtt":
        return (lambda seed: haba(objective, seed, steps=steps)), (lambda seed: plain(objective, seed))
    return (lambda seed: haba(objective, seed)), (lambda seed: plain(objective, seed, steps=steps))
