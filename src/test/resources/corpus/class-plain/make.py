import os

import torch

from corpus_tools import picture, png, probabilities, write_expected
from model import Net

torch.manual_seed(1)
net = Net().eval()
os.makedirs("weights")
torch.save(net.state_dict(), "weights/Net.pth")
png("picture.png", picture())
write_expected({"models": {"Net": {"class": "Net", "predictions": {"picture.png": probabilities(net, picture())}}}})
