import os

import torch
from torch import nn

from corpus_tools import picture, png, write_expected


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 3)

    def forward(self, x):
        return self.fc(x.view(-1, 64))


torch.manual_seed(1)
net = Net().eval()
os.makedirs("weights")
torch.jit.script(net).save("weights/Net.pt")
grey = picture(channels=1)
png("picture.png", grey)
x = (torch.from_numpy(grey).float() / 255 - 0.5) / 0.5
with torch.no_grad():
    expected = dict(zip("abc", torch.softmax(net(x), 1)[0].tolist()))
write_expected({"models": {"Net": {"predictions": {"picture.png": expected}}}})
