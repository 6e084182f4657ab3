"""Does the cells of Scripts/experiments: runs the commands, and keeps archives and experts for later cells."""
import ctypes
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import experiment_recipes as recipes


class Failed(Exception):
    """A cell can't be done now."""


class Unknown(Failed):
    """The program does not know what the cell is of."""


def die_with_parent():
    """In a child: ends with the script, so that no two make one archive."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def machine():
    """What figures were measured on."""
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"processor": names[0] if names else "unknown", "cores": os.cpu_count(), "memory_gib": round(memory / 2**30)}


class Work:
    """A folder with archives and experts, and the programs that make them."""

    def __init__(self, folder, data, programs, scale, pictures):
        self.folder, self.data, self.scale, self.pictures = folder, data, scale, pictures
        (folder / "archives").mkdir(parents=True, exist_ok=True)
        self.lock = open(folder / "lock", "w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"{folder}: another run works in there") from None
        # Copies: programs may be built anew while cells run.
        self.programs, digest = {}, hashlib.sha256()
        (folder / "bin").mkdir(exist_ok=True)
        for name in ("habazip", "haba-likeness"):
            source = programs / name
            if not source.exists():
                raise SystemExit(f"{source}: is not there; build with swift build -c release")
            copy = folder / "bin" / name
            shutil.copy2(source, copy)
            self.programs[name] = copy
            digest.update(copy.read_bytes())
        self.program = digest.hexdigest()[:12]

    def call(self, program, *words):
        """Runs a command; returns what it prints as JSON, and adds how it is told to `self.said`."""
        words = [str(word) for word in words]
        self.said.append(" ".join([program, *(self.shown(word) for word in words)]))
        done = subprocess.Popen(
            [self.programs[program], *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, preexec_fn=die_with_parent)
        try:
            out, err = done.communicate()
        except BaseException:
            done.terminate()
            done.wait()
            raise
        last = err.strip().splitlines()[-1] if err.strip() else "nothing said"
        if done.returncode in (64, 69):  # Wrong usage, or a name that it does not know.
            usage = [line for line in err.splitlines() if "error" in line.lower()]
            raise Unknown((usage or [last])[0])
        if done.returncode:
            raise Failed(f"{self.said[-1]} ended with {done.returncode}: {last}")
        return json.loads(out)

    def shown(self, word):
        """A word of a command without the places of this machine."""
        for name, place in self.data.items():
            if word == str(place):
                return name
        return pathlib.Path(word).name if word.startswith("/") else word

    def place(self, data):
        if data not in self.data:
            raise Unknown(f"needs {data}; say where it is")
        return self.data[data]

    def kept(self, name, words, make):
        """What making something printed: what was kept of it, if that was made in the same way, or else made now."""
        note = self.folder / "archives" / f"{name}.json"
        if note.exists():
            known = json.loads(note.read_text())
            if known["words"] == words and all((self.folder / place).exists() for place in known["places"]):
                return known["made"]
        began = time.monotonic()
        made, places = make()
        told = {"words": words, "places": [str(place.relative_to(self.folder)) for place in places],
                "made": {**made, "program": self.program, "command": self.said[-1],
                         "wall_seconds": round(time.monotonic() - began, 1)}}
        unfinished = note.with_suffix(".json.part")
        unfinished.write_text(json.dumps(told))
        unfinished.rename(note)
        return told["made"]

    def experts(self, straight):
        """The folder of experts for mtt, and what was said when it was made."""
        folder = self.folder / (f"experts-{recipes.EXPERTS}x{recipes.EXPERT_EPOCHS}" + ("-straight" if straight else ""))
        count = recipes.scaled(recipes.EXPERTS, max(0.25, self.scale))
        words = ["--count", str(count), "--epochs", str(recipes.EXPERT_EPOCHS), "--width", str(recipes.WIDTH)]
        words += ["--straight"] if straight else []
        data = self.place("cifar-10")
        made = self.kept(folder.name, words, lambda: (
            self.call("habazip", "experts", data, "-o", folder, *words, "-q", "--json"), [folder]))
        return folder, {**made, "folder": folder.name, "folder_bytes": sum(file.stat().st_size for file in folder.iterdir())}

    def archive(self, recipe):
        """The archive's place, and what was said when it was made; an unfinished run is gone on with."""
        path = self.folder / "archives" / f"{recipe.name}.haba"
        words = recipe.options(self.scale)
        data = self.place(recipe.data)
        given = ["--experts", self.experts(recipe.straight)[0]] if recipe.objective == "mtt" else []

        def make():
            path.unlink(missing_ok=True)
            begun, told = path.with_suffix(".begun"), f"{self.program} {' '.join(words)}"
            if not begun.exists() or begun.read_text() != told:
                # What another program or other options left is not gone on with.
                path.with_name(path.name + ".checkpoint").unlink(missing_ok=True)
                begun.write_text(told)
            made = self.call("habazip", "compress", data, "-o", path, *words, *given, "--resume", "-q", "--json")
            return made, [path]

        made = self.kept(recipe.name, words, make)
        learned = recipes.parameters(recipe.data, made["bases"], made["hallucinators"])
        made = {key: made[key] for key in (
            "command", "file_bytes", "bases", "hallucinators", "images", "start", "held_out", "steps", "seconds",
            "wall_seconds", "program")}
        return path, {"name": recipe.name, "parameters": learned, "published_steps": recipe.published_steps, **made}

    def evaluate(self, recipe, path, networks=None, steps=recipes.STUDENT_STEPS, trials=recipes.TRIALS):
        """What students of some networks learn from an archive: one result for each network."""
        words = ["--test", self.place(recipe.data), "--trials", trials, "--steps", recipes.scaled(steps, self.scale),
                 "--seed", recipe.seed]
        words += ["--network", networks] if networks else []
        found = self.call("habazip", "evaluate", path, *words, "-q", "--json")
        return [{"command": self.said[-1], "network": one["network"], "steps": one["recipe"]["steps"],
                 "accuracies": [trial["accuracy"] for trial in one["trials"]], "accuracy": one["accuracy"],
                 "seconds": one["seconds"]} for one in (found if isinstance(found, list) else [found])]

    def do(self, cell):
        """Does a cell; returns its line."""
        self.said = []
        began = time.monotonic()
        found = getattr(self, f"do_{cell.kind}")(cell)
        return {"cell": cell.name, "kind": cell.kind, "questions": list(cell.questions), "data": cell.data,
                "seed": cell.seed, **found, "commands": self.said, "wall_seconds": round(time.monotonic() - began, 1),
                "program": self.program, "machine": machine(), **({} if self.scale == 1 else {"scale": self.scale})}

    def do_experts(self, cell):
        return {"experts": self.experts(any(recipe.straight for recipe in cell.recipes))[1]}

    def do_accuracy(self, cell):
        path, made = self.archive(cell.recipes[0])
        return {"archive": made, "evaluations": self.evaluate(cell.recipes[0], path)}

    def do_networks(self, cell):
        path, made = self.archive(cell.recipes[0])
        found = []
        for names, steps in recipes.OTHER_NETWORKS:
            found += self.evaluate(cell.recipes[0], path, names, steps, trials=1)
        return {"archive": made, "evaluations": found}

    def do_likeness(self, cell):
        archives = [self.archive(recipe) for recipe in cell.recipes]
        found = self.call(
            "haba-likeness", self.place(cell.data), "--steps", recipes.scaled(recipes.STUDENT_STEPS, self.scale),
            "--seed", cell.seed, *[path for path, _ in archives])
        likenesses = [{**like, "archive": made["name"]} for like, (_, made) in zip(found["archives"], archives)]
        return {"network": found["network"], "likenesses": likenesses, "archives": [made for _, made in archives]}

    def do_picture(self, cell):
        path, made = self.archive(cell.recipes[0])
        self.pictures.mkdir(parents=True, exist_ok=True)
        picture = self.pictures / f"experiments-{cell.recipes[0].name}.png"
        self.call("habazip", "preview", path, "-o", picture, "-f", "-q", "--json")
        return {"archive": made, "picture": picture.name, "picture_bytes": picture.stat().st_size}
