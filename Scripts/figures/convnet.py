"""ConvNet-3's loss and gradients of first and second order, by PyTorch in binary64: python3 convnet.py."""
import torch
import torch.nn.functional as F

from common import chirp, projections, rows, wrapped

WIDTH, CLASSES, BATCH, LABELS = 16, 4, 3, [0, 2, 1]


def features(images, p):
    x = images.permute(0, 3, 1, 2)
    for block in range(3):
        kernel, scale, shift = p[3 * block : 3 * block + 3]
        x = F.conv2d(x, kernel.permute(3, 2, 0, 1), padding=1)
        x = F.instance_norm(x, weight=scale, bias=shift, eps=1e-5)
        x = F.avg_pool2d(F.relu(x), 2)
    return x.permute(0, 2, 3, 1).flatten(1)


def scores(images, p):
    return F.linear(features(images, p), p[9].T, p[10])


def parameters(channels, height, width):
    features = WIDTH * (height // 8) * (width // 8)
    p = []
    for block in range(3):
        inputs = channels if block == 0 else WIDTH
        p.append((0.4 * chirp(9 * inputs * WIDTH, 3 * block)).reshape(3, 3, inputs, WIDTH))
        p.append(1 + 0.2 * chirp(WIDTH, 3 * block + 1))
        p.append(0.2 * chirp(WIDTH, 3 * block + 2))
    p.append((0.3 * chirp(features * CLASSES, 9)).reshape(features, CLASSES))
    p.append(0.1 * chirp(CLASSES, 10))
    return [q.float().double().requires_grad_() for q in p]


if __name__ == "__main__":
    print("// Printed by Scripts/figures/convnet.py: PyTorch", torch.__version__.split("+")[0] + ".")
    print("enum ConvNetFigures {")
    for name, shape in [("square", (3, 8, 8)), ("oblong", (1, 12, 9))]:
        channels, height, width = shape
        p = parameters(*shape)
        images = chirp(BATCH * channels * height * width, 11).reshape(BATCH, height, width, channels).requires_grad_()
        found = scores(images, p)
        loss = F.cross_entropy(found, torch.tensor(LABELS))
        first = torch.autograd.grad(loss, [*p, images], create_graph=True)
        square = sum((g * g).sum() for g in first[:-1])
        second = torch.autograd.grad(square, [*p, images], allow_unused=True)
        second = [torch.zeros_like(t) if g is None else g for g, t in zip(second, [*p, images])]
        print(f"  static let {name} = ConvNetCase(")
        print(f"    loss: {loss.item():.9g}, squaredNorm: {square.item():.9g},")
        print(f"    scores: {wrapped(found.detach().reshape(-1), 4)},")
        print(f"    firstNorms: {wrapped([g.norm().item() for g in first], 4)},")
        print(f"    secondNorms: {wrapped([g.norm().item() for g in second], 4)},")
        print(f"    first: {rows([projections(g) for g in first], 4)},")
        print(f"    second: {rows([projections(g) for g in second], 4)})")
    print("}")
