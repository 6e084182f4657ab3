"""Writes Docs/experiments.md and its plots from the lines of results alone; what is missing is said so."""
import experiment_answers
import experiment_recipes as recipes
from experiment_cells import all_cells
from experiment_figures import Figures

HEAD = """# Experiments

The four questions of the HaBa paper, asked of this encoder on CIFAR-10 by `Scripts/experiments`, at a share of the published steps that
hours on two cores allow. Every row says what that share is; what was not found at that share is no finding about all of it.

    swift build -c release
    Scripts/experiments cifar-10 --fashion fashion-mnist
    Scripts/experiments --report

"""


def setting(lines):
    """How all was measured, and how to read it."""
    machines = sorted({f"{one['processor']}, {one['cores']} cores, {one['memory_gib']} GiB" for one in (
        line["machine"] for line in lines.values())})
    programs = sorted({line["program"] for line in lines.values()})
    seconds = sum(line["wall_seconds"] for line in lines.values())
    steps = ", ".join(f"`{name}` {count:,}" for name, count in recipes.STEPS.items())
    return f"""Measured on {'; '.join(machines) or 'nothing yet'}, with other work beside: wall times are upper bounds, and nothing is concluded from
them. {seconds / 3600:.1f} hours in all, by {len(programs)} build{'s' if len(programs) != 1 else ''} of the programs.

* Distilled: networks of width {recipes.WIDTH}, bases and hallucinators of 8 bits, the encoder's own rates (Adam), steps: {steps}.
  With hallucinators two starts are tried for 60 of them. Seeds {', '.join(map(str, recipes.SEEDS))} for `dm` and `mtt`, {recipes.SEEDS[0]} for `dc` and `dsa`.
* `mtt` matches {recipes.EXPERTS} experts of {recipes.EXPERT_EPOCHS} epochs, the same for all.
* Published: {recipes.PUBLISHED_DM:,} steps of `dm`, {recipes.PUBLISHED_MTT:,} of `mtt` and {recipes.PUBLISHED_HABA:,} of HaBa's; of `dc` and `dsa` 1,000 for each outer loop,
  which are as many as images a class.
* Accuracy: ConvNet-3 of width 128, {recipes.STUDENT_STEPS:,} steps of `evaluate`'s recipe, {recipes.TRIALS} students an archive, the whole test split. Per cent; means over seeds
  ± their standard error. A difference is that of archives of one seed, and called one where it is beyond the 95 % interval of
  Student's t; with three seeds that is 4.3 standard errors.
* Parameters: pixels of all bases and weights of all hallucinators; bytes: of the archive.

"""


def missing(lines):
    every = all_cells()
    left = [cell.name for cell in every if cell.name not in lines]
    if not left:
        return ""
    return (f"**{len(left)} of {len(every)} cells are not measured yet**: rows that say *missing*, and means over fewer seeds, "
            f"wait for them.\n\n")


def every_cell(lines):
    """All cells with their commands, seeds and wall time."""
    rows = ["## All cells", "", "| cell | seed | minutes | steps | accuracy | |", "|---|---|---|---|---|---|"]
    for cell in all_cells():
        line = lines.get(cell.name)
        if not line:
            continue
        steps = f"{line['archive']['steps']:,}" if "archive" in line else ""
        accuracy = ", ".join(
            f"{one['network']} {100 * one['accuracy']['mean']:.2f}" for one in line.get("evaluations", []))
        commands = "<br>".join(f"`{command}`" for command in told(line))
        rows.append(f"| {cell.name} | {cell.seed} | {line['wall_seconds'] / 60:.1f} | {steps} | {accuracy} | {commands} |")
    return "\n".join(rows) + "\n"


def told(line):
    """A cell's commands; that which made an archive before is told too."""
    made = [line["archive"]["command"]] if "archive" in line and line["kind"] == "accuracy" else []
    return made + [command for command in line["commands"] if command not in made]


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
