"""HaBa's hallucinator by PyTorch's Conv2d and ConvTranspose2d in binary64: python3 hallucinator.py."""
import torch

from common import chirp, projections, row, wrapped


def images(count, channels, height, width):
    def given(*shape, phase, scale=1.0, shift=0.0):
        size = torch.Size(shape).numel()
        return (shift + scale * chirp(size, phase)).float().double().reshape(shape)

    encode = torch.nn.Conv2d(channels, channels, 3).double()
    decode = torch.nn.ConvTranspose2d(channels, channels, 3).double()
    encode.weight.data = given(channels, channels, 3, 3, phase=1)
    encode.bias.data = given(channels, phase=2)
    scale = given(channels, height - 2, width - 2, phase=3, scale=0.5, shift=1)
    shift = given(channels, height - 2, width - 2, phase=4, scale=0.5)
    decode.weight.data = given(channels, channels, 3, 3, phase=5)
    decode.bias.data = given(channels, phase=6)
    bases = given(count, channels, height, width, phase=7)
    return decode(encode(bases) * scale + shift).detach()


print("// Printed by Scripts/figures/hallucinator.py: PyTorch", torch.__version__.split("+")[0] + ".")
print("// Projections and first values of images [N, C, H, W].")
print("enum HallucinatorFigures {")
for name, shape in [("color", (2, 3, 5, 6)), ("grey", (2, 1, 7, 4)), ("smallest", (1, 3, 3, 3))]:
    found = images(*shape)
    print(f"  static let {name}: [Float] = {row(projections(found))}")
    print(f"  static let {name}First: [Float] = {wrapped(found.reshape(-1)[:6], 2)}")
print("}")
