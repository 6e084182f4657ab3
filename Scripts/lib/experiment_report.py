"""Writes Docs/experiments.md and its plots from the lines of results alone; what is missing is said so."""
import experiment_answers
import experiment_recipes as recipes
from experiment_cells import all_cells
from experiment_figures import Figures

HEAD = """# Experiments

The four questions of the HaBa paper, asked of this encoder on CIFAR-10 by `Scripts/experiments`, at a share of the published
steps that hours on two cores allow. Every row says what that share is; what was not found at that share is no finding about all
of it.

    swift build -c release
    Scripts/experiments cifar-10 --fashion fashion-mnist
    Scripts/experiments --report

"""


def setting(lines):
    """How all was measured, and how to read it."""
    machines = sorted({f"{one['processor']}, {one['cores']} cores, {one['memory_gib']} GiB" for one in (
        line["machine"] for line in lines.values())})
    programs = len({line["program"] for line in lines.values()})
    hours = sum(seconds(line) for line in lines.values()) / 3600
    steps = ", ".join(f"`{name}` {count:,}" for name, count in recipes.STEPS.items())
    first, every = recipes.SEEDS[0], ", ".join(map(str, recipes.SEEDS))
    return f"""Measured on: {'; '.join(machines) or 'nothing yet'}, with other work beside. Wall times are upper bounds, and nothing is
concluded from them. {hours:.1f} hours in all, by {programs} build{'' if programs == 1 else 's'} of the programs.

* Distilled: networks of width {recipes.WIDTH}, numbers of 8 bits, the encoder's own rates (Adam). Steps: {steps}. With
  hallucinators two starts are tried for the first 60. Seeds {every} for `dm` and `mtt`, {first} for `dc` and `dsa`.
* `mtt` matches {recipes.EXPERTS} experts of {recipes.EXPERT_EPOCHS} epochs, the same for all.
* Published: {recipes.PUBLISHED_DM:,} steps of `dm`, {recipes.PUBLISHED_MTT:,} of `mtt` and {recipes.PUBLISHED_HABA:,} of HaBa's;
  of `dc` and `dsa` 1,000 for each outer loop, of which there are here as many as images a class.
* Accuracy: of ConvNet-3 of width 128 after {recipes.STUDENT_STEPS:,} steps of `evaluate`'s recipe, {recipes.TRIALS} students an archive, on the whole
  test split, in per cent. Means over seeds ± their standard error. Differences are those of pairs of one seed, and called so where
  they are beyond the 95 % interval of Student's t: with three seeds 4.3 standard errors.
* Parameters: pixels of all bases and weights of all hallucinators. Bytes: of the archive.

"""


def missing(lines):
    every = all_cells()
    left = [cell.name for cell in every if cell.name not in lines]
    if not left:
        return ""
    return (f"**{len(left)} of {len(every)} cells are not measured yet**: rows that say *missing*, and means over fewer seeds,\n"
            f"wait for them.\n\n")


FORMS = f"""
## All cells

A cell is measured by these commands. `OPTIONS` of each archive stand in the table, all commands and results in
[`experiments.jsonl`](experiments.jsonl). Minutes are those of the cell, its archive included where it was the first to need it.

    habazip experts cifar-10 -o EXPERTS --count {recipes.EXPERTS} --epochs {recipes.EXPERT_EPOCHS} --width {recipes.WIDTH} [--straight] -q --json
    habazip compress DATA -o NAME.haba OPTIONS [--experts EXPERTS] --resume -q --json
    habazip evaluate NAME.haba --test DATA --trials {recipes.TRIALS} --steps {recipes.STUDENT_STEPS} --seed SEED -q --json
    habazip evaluate NAME.haba --test DATA --trials 1 --steps STEPS --seed SEED --network NETWORKS -q --json
    haba-likeness cifar-10 --steps {recipes.STUDENT_STEPS} --seed SEED NAME.haba …
    habazip preview NAME.haba -o NAME.png -f -q --json

"""


def every_cell(lines):
    """All cells with their options, seeds and wall time."""
    rows = ["| cell | seed | minutes | accuracy | options |", "|---|---|---|---|---|"]
    for cell in all_cells():
        line = lines.get(cell.name)
        if not line:
            continue
        accuracy = ", ".join(
            f"{one['network']} {100 * one['accuracy']['mean']:.2f}" for one in line.get("evaluations", []))
        options = f"`{' '.join(cell.recipes[0].options())}`" if cell.kind == "accuracy" else ""
        rows.append(f"| {cell.name} | {cell.seed} | {seconds(line) / 60:.1f} | {accuracy} | {options} |")
    return FORMS + "\n".join(rows) + "\n"


def seconds(line):
    """What a cell took, with what an interrupted run had spent on its archive before."""
    made = line.get("archive", {})
    earlier = made["seconds"] - made["wall_seconds"] if made and made["command"] in line["commands"] else 0
    return line["wall_seconds"] + max(0, earlier)


def write(lines, docs):
    """Writes the report and its plots; lines of cells that are no more are left out."""
    known = {cell.name for cell in all_cells()}
    lines = {name: line for name, line in lines.items() if name in known}
    images = docs / "images"
    images.mkdir(parents=True, exist_ok=True)
    answers = experiment_answers.Answers(Figures(lines))
    text = HEAD + setting(lines) + missing(lines) + "\n".join(answers.sections()) + every_cell(lines)
    for name, svg in answers.plots.items():
        (images / f"experiments-{name}.svg").write_text(svg)
    (docs / "experiments.md").write_text(text)
    print(f"{docs / 'experiments.md'}: {len(lines)} cells, {len(answers.plots)} plots")
