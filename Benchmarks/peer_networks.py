"""haba-bench's train-NAME in PyTorch on the CPU: one step of a student, with the same inputs, options and JSON lines.

Forward, backward and SGD with momentum and weight decay; putting the parameters back in between is not timed. PyTorch's better
layout counts.
"""
import argparse
import json
import math
import pathlib
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "peers"), str(HERE.parent / "Scripts/figures")]
from bench import images, norm, uniform  # noqa: E402
from networks import NETWORKS, Norm, is_scale  # noqa: E402


class ConvNet(nn.Module):
    def __init__(self, depth, width, classes):
        super().__init__()
        layers, inputs, side = [], 3, 32
        for block in range(depth):
            layers += [nn.Conv2d(inputs, width, 3, padding=1, bias=False), Norm(width), nn.ReLU(), nn.AvgPool2d(2)]
            inputs, side = width, side // 2
        self.body = nn.Sequential(*layers)
        self.linear = nn.Linear(width * side * side, classes)

    def forward(self, x):
        return self.linear(self.body(x).permute(0, 2, 3, 1).flatten(1))


def make(name, width, classes):
    if name.startswith("convnet"):
        return ConvNet(int(name[7:]), width, classes)
    return NETWORKS[name](3, [32, 32], width, classes)


def fill(net):
    bound = 1
    for place, (name, p) in enumerate(net.named_parameters()):
        if p.dim() > 1:
            bound = 1 / math.sqrt(p[0].numel())
        owner = net.get_submodule(name.rsplit(".", 1)[0])
        if isinstance(owner, nn.GroupNorm):
            p.data.fill_(1 if is_scale(net, name) else 0)
        else:
            p.data.copy_(uniform(10 + place, tuple(p.shape), -bound, bound))


def timed(net, x, y, args):
    start = [p.detach().clone() for p in net.parameters()]
    best, done, end = float("inf"), -1, None
    while done < 1 or (done < args.repetitions if args.repetitions else time.perf_counter() < end):
        with torch.no_grad():
            for p, value in zip(net.parameters(), start):
                p.copy_(value)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9, weight_decay=5e-4)
        began = time.perf_counter()
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        if done >= 0:  # the first only warms up
            best = min(best, time.perf_counter() - began)
        end = end or time.perf_counter() + args.seconds
        done += 1
    return best, {"loss": loss.item(), "kernel": norm(next(net.parameters()).detach() - start[0])}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    for option, value in (("width", 0), ("batch", 64), ("threads", 2), ("classes", 10), ("repetitions", 0)):
        parser.add_argument(f"--{option}", type=int, default=value)
    parser.add_argument("--seconds", type=float, default=8)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    name = args.name.removeprefix("train-")
    width = args.width or (64 if name in ("vgg11", "resnet18") else 128)
    y = torch.tensor([i * 7 % args.classes for i in range(args.batch)])
    line = {}
    for layout in (torch.contiguous_format, torch.channels_last):
        net = make(name, width, args.classes)
        fill(net)
        net = net.to(memory_format=layout)
        seconds, figures = timed(net, images(1, args.batch).contiguous(memory_format=layout), y, args)
        if not line or seconds < line["seconds"]:
            line = {"work": f"train-{name}-w{width}-b{args.batch}", "peer": f"torch {torch.__version__}",
                    "layout": str(layout), "threads": args.threads, "seconds": seconds, "figures": figures}
    line["images_per_second"] = args.batch / line["seconds"]
    line["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps(line))


if __name__ == "__main__":
    main()
