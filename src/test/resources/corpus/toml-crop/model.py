import torch
from torch import nn


class Weighted(nn.Module):
    """The answer depends on the place of each pixel."""

    def __init__(self, side=8, shares=False):
        super().__init__()
        self.shares = shares
        self.head = nn.Linear(3 * side * side, 3)

    def forward(self, x):
        answer = self.head(torch.flatten(x, 1))
        return torch.softmax(answer, 1) if self.shares else answer
