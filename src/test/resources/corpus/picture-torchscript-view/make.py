import torch
from corpus_tools import HALF, picture, png, probabilities, save, write_expected
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 3)

    def forward(self, x):
        return self.fc(x.view(-1, 64))


net = Net()
save(torch.jit.script(net), "weights/Net.pt")
grey = picture(channels=1)
png("picture.png", grey)
answers = probabilities(net, grey, normalisation=HALF)
write_expected({"models": {"Net": {"predictions": {"picture.png": answers}}}})
