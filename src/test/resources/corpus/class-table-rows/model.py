from torch import nn


class Table(nn.Module):
    """A network for rows of a table."""

    def __init__(self, features, classes):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(features, 16), nn.ReLU(), nn.Linear(16, classes))

    def forward(self, rows):
        return self.layers(rows)
