"""The file of results of Scripts/experiments: one JSON line for each cell that is done."""
import json
import os


def read(path):
    """Cells that stand there, by name; a line that was cut off when its writer was killed counts as none."""
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(whole(path.read_bytes()).decode().splitlines(), 1):
        try:
            cell = json.loads(line)
            found[cell["cell"]] = cell
        except (ValueError, KeyError, TypeError):
            raise SystemExit(f"{path}:{number}: is no cell; take the line out") from None
    return found


def whole(content):
    """All lines that have their end."""
    return content[:content.rfind(b"\n") + 1]


def append(path, cell):
    """Adds a cell durably, after all whole lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab+") as file:
        file.seek(0)
        content = file.read()
        if len(whole(content)) < len(content):
            file.truncate(len(whole(content)))
        file.write(json.dumps(cell).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
