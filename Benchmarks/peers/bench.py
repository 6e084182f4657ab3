"""The work of haba-bench in PyTorch on the CPU: same inputs, same names, same options, same JSON lines."""
import argparse
import json
import math
import resource
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call


def uniform(stream, shape, low, high):
    """Value i of stream k is SplitMix64's output for the counter k * 2^40 + i, its upper 24 bits scaled to low ..< high."""
    with np.errstate(over="ignore"):
        z = ((np.uint64(stream) << np.uint64(40)) + np.arange(math.prod(shape), dtype=np.uint64) + np.uint64(1)) \
            * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    unit = (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)
    return torch.from_numpy(np.float32(low) + np.float32(high - low) * unit).reshape(shape)


def images(stream, count):
    return uniform(stream, (count, 3, 32, 32), -math.sqrt(3), math.sqrt(3))


class ConvNet(nn.Module):
    """Conv 3x3 - instance norm - ReLU - average pool, three times, then a linear layer."""

    def __init__(self, width, classes, stream=10):
        super().__init__()
        layers, inputs = [], 3
        for block in range(3):
            # No bias: instance norm takes any away.
            layers += [nn.Conv2d(inputs, width, 3, padding=1, bias=False), nn.GroupNorm(width, width), nn.ReLU(), nn.AvgPool2d(2)]
            bound = 1 / math.sqrt(9 * inputs)
            layers[-4].weight.data = uniform(stream + block, (width, inputs, 3, 3), -bound, bound)
            inputs = width
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(width * 16, classes)
        bound = 1 / math.sqrt(width * 16)
        self.classifier.weight.data = uniform(stream + 3, (classes, width * 16), -bound, bound)
        self.classifier.bias.data = uniform(stream + 4, (classes,), -bound, bound)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Hallucinator(nn.Module):
    """Conv 3x3 (valid) - per-pixel scale and shift - transposed conv 3x3."""

    def __init__(self, stream):
        super().__init__()
        self.encode, self.decode = nn.Conv2d(3, 3, 3), nn.ConvTranspose2d(3, 3, 3)
        bound = 1 / math.sqrt(27)
        self.encode.weight.data = uniform(stream, (3, 3, 3, 3), -bound, bound)
        self.encode.bias.data = uniform(stream + 1, (3,), -bound, bound)
        self.decode.weight.data = uniform(stream + 2, (3, 3, 3, 3), -bound, bound)
        self.decode.bias.data = uniform(stream + 3, (3,), -bound, bound)
        self.scale = nn.Parameter(torch.ones(1, 3, 30, 30))
        self.shift = nn.Parameter(torch.zeros(1, 3, 30, 30))

    def forward(self, x):
        return self.decode(self.scale * self.encode(x) + self.shift)


def norm(tensor):
    return tensor.double().norm().item()


def convnet(args, training, layout):
    net = ConvNet(args.width, 10).to(memory_format=layout)
    x = images(1, args.batch).contiguous(memory_format=layout)
    y = torch.tensor([i * 7 % 10 for i in range(args.batch)])

    def forward():
        with torch.no_grad():
            return {"features": norm(net.features(x))}

    def train():
        net.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        kernels = [net.features[i].weight for i in (0, 4, 8)] + [net.classifier.weight]
        return {"loss": loss.item(), **{f"gradient{i}": norm(k.grad) for i, k in enumerate(kernels)}}

    return f"convnet3-w{args.width}-b{args.batch}-" + ("train" if training else "forward"), train if training else forward


def haba(args, objective):
    bases = images(1, args.classes * args.bases).requires_grad_(True)
    labels = torch.arange(args.classes).repeat_interleave(args.bases)
    hallucinators = nn.ModuleList(Hallucinator(100 + 10 * i) for i in range(args.hallucinators))
    net = ConvNet(args.width, args.classes)
    real = [images(1000 + c, args.real) for c in range(args.classes)]
    start = {name: p.detach().clone() for name, p in net.named_parameters()}
    offsets = dict(ConvNet(args.width, args.classes, stream=50).named_parameters())
    # Norms start alike in both nets, so the offset of a scale is its own tenth.
    target = {name: p + 0.1 * offsets[name].detach() for name, p in start.items()}
    named = [("bases", bases)]
    if args.hallucinators:
        first = hallucinators[0]
        named += [("encode", first.encode.weight), ("scale", first.scale), ("decode", first.decode.weight)]
    learned = [bases, *hallucinators.parameters()]

    def figures(loss):
        gradients = dict(zip(map(id, learned), torch.autograd.grad(loss, learned)))
        return {"loss": loss.item(), **{name: norm(gradients[id(learned)]) for name, learned in named}}

    def expanded():
        return torch.cat([h(bases) for h in hallucinators] or [bases]), labels.repeat(max(1, args.hallucinators))

    def dm():
        with torch.no_grad():
            goal = torch.stack([net.features(c).flatten(1).mean(0) for c in real])
        x, y = expanded()
        features = net.features(x).flatten(1)
        means = torch.stack([features[y == c].mean(0) for c in range(args.classes)])
        return figures(((means - goal) ** 2).sum())

    def dc():
        x, y = expanded()
        loss = 0
        for c in range(args.classes):
            wanted = torch.autograd.grad(F.cross_entropy(net(real[c]), torch.full((args.real,), c)), list(net.parameters()))
            got = torch.autograd.grad(F.cross_entropy(net(x[y == c]), y[y == c]), list(net.parameters()), create_graph=True)
            for a, b in zip(got, wanted):
                if a.dim() > 1:  # biases and norms have distance 0, as published
                    loss = loss + (1 - F.cosine_similarity(a.flatten(1), b.flatten(1), dim=1, eps=1e-6)).sum()
        return figures(loss)

    def mtt():
        parameters = {name: p.clone().requires_grad_(True) for name, p in start.items()}
        for step in range(args.steps):
            x = hallucinators[step % args.hallucinators](bases) if args.hallucinators else bases
            loss = F.cross_entropy(functional_call(net, parameters, (x,)), labels)
            grads = torch.autograd.grad(loss, list(parameters.values()), create_graph=True)
            parameters = {n: p - 0.01 * g for (n, p), g in zip(parameters.items(), grads)}
        far = sum(((start[n] - target[n]) ** 2).sum() for n in start)
        near = sum(((parameters[n] - target[n]) ** 2).sum() for n in start)
        return figures(near / far)

    end = f"s{args.steps}" if objective == "mtt" else f"r{args.real}"
    name = f"haba-{objective}-w{args.width}-c{args.classes}-b{args.bases}-h{args.hallucinators}-{end}"
    return name, {"dm": dm, "dc": dc, "mtt": mtt}[objective]


def best_of(work, args):
    figures = work()
    best, done, end = float("inf"), 0, time.perf_counter() + args.seconds
    while done == 0 or (done < args.repetitions if args.repetitions else time.perf_counter() < end):
        start = time.perf_counter()
        figures = work()
        best = min(best, time.perf_counter() - start)
        done += 1
    return best, figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=("convnet-forward", "convnet-train", "haba-dm", "haba-dc", "haba-mtt"))
    for option, value in (("width", 128), ("batch", 256), ("threads", 2), ("classes", 10), ("bases", 1), ("hallucinators", 5),
                          ("real", 64), ("steps", 10), ("repetitions", 0)):
        parser.add_argument(f"--{option}", type=int, default=value)
    parser.add_argument("--seconds", type=float, default=8)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    kind, part = args.name.split("-")
    line = {}
    for layout in (torch.contiguous_format, torch.channels_last) if kind == "convnet" else (torch.contiguous_format,):
        name, work = convnet(args, part == "train", layout) if kind == "convnet" else haba(args, part)
        seconds, figures = best_of(work, args)
        if not line or seconds < line["seconds"]:  # PyTorch's better layout counts
            line = {"work": name, "peer": f"torch {torch.__version__}", "layout": str(layout), "threads": args.threads,
                    "seconds": seconds, "figures": figures}
    if kind == "convnet":
        line["images_per_second"] = args.batch / line["seconds"]
    line["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps(line))


if __name__ == "__main__":
    main()
