"""Steps of PyTorch's optimizers (binary32) on f(x) = sum of x^4 / 4 - x: python3 optimizers.py."""
import torch

from common import chirp, rows


def course(make, steps, count=5):
    x = chirp(count, 0.5).float().requires_grad_()
    optimizer = make(x)
    found = []
    for _ in range(steps):
        optimizer.zero_grad()
        (x**4 / 4 - x).sum().backward()
        optimizer.step()
        found.append(x.detach().tolist())
    return found


print("// Printed by Scripts/figures/optimizers.py: PyTorch", torch.__version__.split("+")[0] + ".")
print("enum OptimizerFigures {")
for name, make in [
    ("momentum", lambda x: torch.optim.SGD([x], lr=0.1, momentum=0.9, weight_decay=0.01)),
    ("plain", lambda x: torch.optim.SGD([x], lr=0.1)),
    ("adam", lambda x: torch.optim.Adam([x], lr=0.05)),
]:
    print(f"  static let {name}: [[Float]] = {rows(course(make, 6), 2)}")
print("}")
