import os
from typing import Dict, Tuple

import torch
from torch import nn

from corpus_tools import picture, png, tensor, write_expected


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


torch.manual_seed(1)
os.makedirs("weights")
png("picture.png", picture())
expected = {"Heads": {"refused": "output 1.*output 2.*only one may have the shape .1, 3.*only its logits"}}
for kind in (Features, Named, Heads):
    net = kind().eval()
    torch.jit.script(net).save("weights/" + kind.__name__ + ".pt")
    if kind is not Heads:
        with torch.no_grad():
            answer = net.logits(tensor(picture())).softmax(1)[0]
        expected[kind.__name__] = {"predictions": {"picture.png": dict(zip("abc", answer.tolist()))}}
write_expected({"models": expected})
