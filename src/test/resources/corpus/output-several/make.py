from typing import Dict, Tuple

import torch
from corpus_tools import PICTURE, answers, predictions, save, tensor, write_expected
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4, 3)

    def logits(self, x):
        return self.fc(torch.relu(self.conv(x)).mean((2, 3)))


class Features(Net):
    def forward(self, x) -> Tuple[torch.Tensor, torch.Tensor]:
        return x.mean((2, 3))[:, :2], self.logits(x)


class Named(Net):
    def forward(self, x) -> Dict[str, torch.Tensor]:
        logits = self.logits(x)
        return {"probabilities": logits.softmax(1), "logits": logits}


class Heads(Net):
    def forward(self, x) -> Tuple[torch.Tensor, torch.Tensor]:
        return self.logits(x), x.mean((2, 3))


expected = {"Heads": {"refused": "output 1.*output 2.*only one may have the shape .1, 3.*only its logits"}}
save(torch.jit.script(Heads()), "weights/Heads.pt")
for kind in (Features, Named):
    net = kind()
    save(torch.jit.script(net), f"weights/{kind.__name__}.pt")
    expected[kind.__name__] = predictions(answers(net.logits(tensor(PICTURE))))
write_expected({"models": expected})
