"""Gradient matching and trajectory matching on a small ConvNet-3, by PyTorch in binary64: python3 objectives.py."""
import torch
import torch.nn.functional as F

from common import chirp, projections, row
from convnet import parameters, scores

SHAPE = (3, 8, 8)


def images(count, phase):
    channels, height, width = SHAPE
    return chirp(count * channels * height * width, phase).reshape(count, height, width, channels)


def gradients(pictures, labels, p, **options):
    return torch.autograd.grad(F.cross_entropy(scores(pictures, p), torch.tensor(labels)), p, **options)


def matching(real, synthetic, label, p):
    """DC's distance: 1 - cosine for each output of each tensor of more than one dimension; outputs are the last axis."""
    wanted = gradients(real, [label] * len(real), p)
    found = gradients(synthetic, [label] * len(synthetic), p, create_graph=True)
    total = 0
    for a, b in zip(found, wanted):
        if a.dim() > 1:
            total = total + (1 - F.cosine_similarity(a.flatten(0, -2), b.flatten(0, -2), dim=0)).sum()
    return total


def trajectory(views, lessons, rate, p, goal):
    end = p
    for view, chosen, labels in lessons:
        slopes = gradients(views[view][chosen], labels, end, create_graph=True)
        end = [q - rate * g for q, g in zip(end, slopes)]
    far = sum(((q - g) ** 2).sum() for q, g in zip(p, goal))
    return sum(((q - g) ** 2).sum() for q, g in zip(end, goal)) / far


print("// Printed by Scripts/figures/objectives.py: PyTorch", torch.__version__.split("+")[0] + ".")
print("enum ObjectiveFigures {")
p = parameters(*SHAPE)
synthetic = images(3, 12).requires_grad_()
loss = matching(images(5, 11), synthetic, 2, p)
(g,) = torch.autograd.grad(loss, [synthetic])
print(f"  static let matching: Float = {loss.item():.9g}")
print(f"  static let matchingNorm: Float = {g.norm().item():.9g}")
print(f"  static let matchingGradient: [Float] = {row(projections(g))}")
views = [images(3, 13).requires_grad_(), images(2, 14).requires_grad_()]
rate = torch.tensor(0.05, dtype=torch.float64, requires_grad=True)
lessons = [(0, [0, 1, 2], [0, 1, 2]), (1, [1, 0], [3, 1]), (0, [2], [2]), (1, [0, 1], [1, 3])]
goal = [(q + 0.02 * chirp(q.numel(), 20 + i).reshape(q.shape)).detach().float().double() for i, q in enumerate(p)]
loss = trajectory(views, lessons, rate, p, goal)
found = torch.autograd.grad(loss, [*views, rate])
print(f"  static let trajectory: Float = {loss.item():.9g}")
print(f"  static let trajectoryRate: Float = {found[2].item():.9g}")
for number, g in enumerate(found[:2]):
    print(f"  static let trajectoryNorm{number}: Float = {g.norm().item():.9g}")
    print(f"  static let trajectoryGradient{number}: [Float] = {row(projections(g))}")
print("}")
