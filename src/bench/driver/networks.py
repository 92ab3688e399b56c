"""The networks of the benchmark: ten classes from a 3x224x224 picture.

The driver copies this file as ``model.py`` into the Flower project that it makes.
"""

from __future__ import annotations

import torch
from torch import nn


def _convolution(inputs: int, outputs: int, side: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(inputs, outputs, side, stride=stride, padding=side // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]


class SmallCnn(nn.Module):
    """Four convolutions and two layers, as tutorials have it: 0.4 million parameters."""

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for inputs, outputs in ((3, 16), (16, 32), (32, 64), (64, 64)):
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(7))
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(64 * 7 * 7, 96), nn.ReLU(), nn.Dropout(0.3), nn.Linear(96, num_classes)
        )

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(pictures))


class InvertedResidual(nn.Module):
    """Widen, filter each channel by itself, narrow (Sandler et al., 2018)."""

    def __init__(self, inputs: int, outputs: int, stride: int, widening: int) -> None:
        super().__init__()
        inner = inputs * widening
        widen = [*_convolution(inputs, inner, 1), nn.ReLU6()] if widening > 1 else []
        self.body = nn.Sequential(
            *widen, *_convolution(inner, inner, 3, stride, groups=inner), nn.ReLU6(), *_convolution(inner, outputs, 1)
        )
        self.shortcut = stride == 1 and inputs == outputs

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        return maps + self.body(maps) if self.shortcut else self.body(maps)


class MobileNet(nn.Module):
    """MobileNetV2 at width 1 (Sandler et al., 2018, table 2)."""

    STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
    """Widening, channels, blocks, stride of the first block."""

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = [*_convolution(3, 32, 3, stride=2), nn.ReLU6()]
        channels = 32
        for widening, outputs, blocks, stride in self.STAGES:
            for block in range(blocks):
                layers.append(InvertedResidual(channels, outputs, stride if block == 0 else 1, widening))
                channels = outputs
        layers += [*_convolution(channels, 1280, 1), nn.ReLU6(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, num_classes))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(pictures))


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut (He et al., 2015)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_convolution(inputs, outputs, 3, stride), nn.ReLU(), *_convolution(outputs, outputs, 3)
        )
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else nn.Sequential(*_convolution(inputs, outputs, 1, stride))

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.body(maps) + self.shortcut(maps))


class ResNet(nn.Module):
    """ResNet-18 (He et al., 2015, table 1)."""

    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = [*_convolution(3, 64, 7, stride=2), nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1)]
        channels = 64
        for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
            layers += [BasicBlock(channels, outputs, stride), BasicBlock(outputs, outputs, 1)]
            channels = outputs
        self.features = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(512, num_classes)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(pictures))
