"""Alternates haba-bench and its PyTorch peer, prints both's JSON lines, then the ratio of their times.

Fails where what they computed differs by more than one part in a thousand; one in a hundred for mtt, where gradients go through so many
rectified steps that in binary64 too other bases by two parts in a million change some by five in a thousand.
"""
import json
import pathlib
import statistics
import subprocess
import sys


def line(*command):
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    print(out, flush=True)
    return json.loads(out)


def main():
    tool, *arguments = sys.argv[1:]
    pairs, python = 5, None
    for option in ("--pairs", "--peer"):
        if option in arguments:
            place = arguments.index(option)
            value = arguments[place + 1]
            del arguments[place:place + 2]
            if option == "--peer":
                python = value
            else:
                pairs = int(value)
    folder = pathlib.Path(__file__).resolve().parent
    peer = folder / ("peer_networks.py" if arguments[0].startswith("train-") else "peers/bench.py")
    tolerance = 1e-2 if "mtt" in arguments[0] else 1e-3
    ratios, memory = [], []
    for _ in range(pairs):
        ours = line(tool, *arguments)
        theirs = line(python, str(peer), *arguments)
        for name, value in ours["figures"].items():
            other = theirs["figures"][name]
            if not abs(value - other) <= tolerance * abs(other):
                sys.exit(f"bench: error: {name} is {value} here and {other} there")
        ratios.append(theirs["seconds"] / ours["seconds"])
        memory.append(ours["peak_mb"] / theirs["peak_mb"])
    print(json.dumps({
        "work": ours["work"], "peer": theirs["peer"], "threads": ours["threads"], "pairs": pairs,
        "seconds": ours["seconds"],
        "ratio": {"min": min(ratios), "median": statistics.median(ratios), "max": max(ratios)},
        "memory_ratio": statistics.median(memory)}))


if __name__ == "__main__":
    main()
