from torch import nn


class Scaled(nn.Module):
    """The weights have neither the slope nor the activations of the layers."""

    def __init__(self, widths, slope, activations):
        super().__init__()
        kinds = {"leaky": lambda: nn.LeakyReLU(slope), "tanh": nn.Tanh}
        sides = [3 * 12 * 12, *widths]
        layers = [nn.Flatten()]
        for i, (fewer, more) in enumerate(zip(sides[:-1], sides[1:])):
            layers.append(nn.Linear(fewer, more))
            layers += [kinds[activations["kinds"][i]]()] if i < len(widths) - 1 else []
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
