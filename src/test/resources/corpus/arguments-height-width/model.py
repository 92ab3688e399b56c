import torch
from torch import nn


class PictureNet(nn.Module):
    def __init__(self, input_channels, input_height, input_width, first_channels, second_channels, num_classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(input_channels, first_channels, 3, padding=1),
            nn.GroupNorm(2, first_channels),
            nn.ReLU(),
            nn.Conv2d(first_channels, second_channels, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        with torch.no_grad():
            pixels = self.features(torch.zeros(1, input_channels, input_height, input_width))
        self.classifier = nn.Sequential(
            nn.Linear(pixels.numel(), 12), nn.ReLU(), nn.Linear(12, 10), nn.ReLU(), nn.Linear(10, num_classes)
        )

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))
