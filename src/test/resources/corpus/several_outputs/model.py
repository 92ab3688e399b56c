import dataclasses

import torch
from torch import nn


@dataclasses.dataclass
class Output:
    logits: torch.Tensor
    features: torch.Tensor


class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Linear(192, 5)
        self.fc = nn.Linear(5, 3)

    def both(self, x):
        features = self.features(torch.flatten(x, 1)).tanh()
        return self.fc(features), features

    def forward(self, x):
        logits, features = self.both(x)
        return {"logits": logits, "features": features}


class Pair(Both):
    def forward(self, x):
        return self.both(x)[::-1]


class Object(Both):
    def forward(self, x):
        return Output(*self.both(x))


class Twice(Both):
    def forward(self, x):
        logits, _ = self.both(x)
        return {"logits": logits, "log_probs": logits.log_softmax(1)}
