"""The networks of this project: ten digits from a 3x32x32 RGB picture.

FLSys imports this module to turn a state dict into an executable model, so it needs nothing but
torch and does nothing on import. Both networks can be exported with ``torch.jit.trace``,
``torch.jit.script`` and ``torch.onnx.export``.
"""

import torch
from torch import nn


class LeNet(nn.Module):
    """LeNet-5 (LeCun et al., 1998) for RGB pictures, with ReLU and max-pooling.

    Input ``[N, 3, 32, 32]`` float32, output ``[N, num_classes]`` logits. The side of 32 is fixed by
    the first linear layer.
    """

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, kernel_size=5),  # 32 -> 28
            nn.ReLU(),
            nn.MaxPool2d(2),  # 28 -> 14
            nn.Conv2d(6, 16, kernel_size=5),  # 14 -> 10
            nn.ReLU(),
            nn.MaxPool2d(2),  # 10 -> 5
        )
        self.classifier = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, num_classes),
        )

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.classifier(torch.flatten(self.features(pictures), 1))


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with batch normalisation and a shortcut (He et al., 2015)."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
            nn.ReLU(),
            nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
        )
        if stride == 1 and channels_in == channels_out:
            self.shortcut: nn.Module = nn.Identity()
        else:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels_out, 1, stride=stride, bias=False),
                nn.BatchNorm2d(channels_out),
            )

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.body(maps) + self.shortcut(maps))


class TinyResNet(nn.Module):
    """Three residual blocks and a mean over the picture: 78,000 parameters.

    Input ``[N, 3, S, S]`` float32, output ``[N, num_classes]`` logits. Any side S from 4 works; it
    was trained with 32.
    """

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
        )
        self.blocks = nn.Sequential(
            ResidualBlock(16, 16, stride=1),
            ResidualBlock(16, 32, stride=2),
            ResidualBlock(32, 64, stride=2),
        )
        self.head = nn.Linear(64, num_classes)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        # A mean rather than adaptive pooling: it exports to ONNX for every input size.
        return self.head(self.blocks(self.stem(pictures)).mean(dim=(2, 3)))
