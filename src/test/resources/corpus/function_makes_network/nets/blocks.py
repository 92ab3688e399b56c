import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, make_block, counts, num_classes):
        super().__init__()
        self.blocks = nn.ModuleList([make_block(192, 192) for _ in range(sum(counts))])
        self.fc = nn.Linear(192, num_classes)

    def forward(self, x):
        x = torch.flatten(x, 1)
        for block in self.blocks:
            x = x + torch.tanh(block(x))
        return self.fc(x)
