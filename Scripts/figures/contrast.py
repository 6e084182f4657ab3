"""HaBa's contrastive losses and their gradients by features and images, by PyTorch in binary64: python3 contrast.py.

The paper's equations are written out as they stand, over all pairs of hallucinators; the supervised loss after equation 2 of
Khosla and others (2020).
"""
import torch
import torch.nn.functional as F

from common import chirp, projections, row
from convnet import features, parameters

BASES, FEATURES, LABELS, TEMPERATURE = 4, 6, [0, 1, 1, 2], 0.07


def instance(views):
    """L_con of views [H, B, F]."""
    views = F.normalize(views, dim=2)
    count, bases = views.shape[:2]
    total = 0
    for j in range(count):
        for k in range(count):
            for i in range(bases) if j != k else []:
                against = torch.exp(views[k] @ views[j, i] / TEMPERATURE)
                total = total + torch.log(against[i] / against.sum())
    return -total / count**2 / bases


def cosine(views):
    """The mean over ordered pairs of hallucinators."""
    count = views.shape[0]
    pairs = [(j, k) for j in range(count) for k in range(count) if j != k]
    return sum(F.cosine_similarity(views[j], views[k], dim=1).mean() for j, k in pairs) / len(pairs)


def supervised(views):
    rows = F.normalize(views.reshape(-1, views.shape[2]), dim=1)
    labels = LABELS * views.shape[0]
    total = 0
    for i in range(len(labels)):
        others = [a for a in range(len(labels)) if a != i]
        against = sum(torch.exp(rows[i] @ rows[a] / TEMPERATURE) for a in others)
        positive = [p for p in others if labels[p] == labels[i]]
        total = total - sum(torch.log(torch.exp(rows[i] @ rows[p] / TEMPERATURE) / against) for p in positive) / len(
            positive
        )
    return total / len(labels)


def show(name, loss, given):
    (found,) = torch.autograd.grad(loss, [given], retain_graph=True)
    print(f"  static let {name} = ContrastCase(")
    print(f"    loss: {loss.item():.9g}, norm: {found.norm().item():.9g},")
    print(f"    gradient: {row(projections(found))})")


if __name__ == "__main__":
    print("// Printed by Scripts/figures/contrast.py: PyTorch", torch.__version__.split("+")[0] + ".")
    print("enum ContrastFigures {")
    for number in (2, 3):
        views = chirp(number * BASES * FEATURES, 1).reshape(number, BASES, FEATURES).requires_grad_()
        for loss in (instance, cosine, supervised) if number == 2 else (instance, cosine):
            show(f"{loss.__name__}{number}", loss(views), views)
    # Through ConvNet-3, as the synthetic images are.
    channels, height, width = 3, 8, 8
    p = parameters(channels, height, width)
    images = chirp(2 * BASES * channels * height * width, 11).reshape(-1, height, width, channels).requires_grad_()
    views = features(images, p).reshape(2, BASES, -1)
    for loss in (instance, cosine, supervised):
        show(f"{loss.__name__}OfImages", loss(views), images)
    print("}")
