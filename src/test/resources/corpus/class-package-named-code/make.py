import os
import sys

import torch

sys.path.insert(0, "code")
from corpus_tools import picture, png, probabilities, write_expected
from model import Net

torch.manual_seed(8)
net = Net()
os.makedirs("weights")
torch.save(net.state_dict(), "weights/Net.pth")
png("picture.png", picture())
write_expected({"models": {"Net": {"class": "Net", "predictions": {"picture.png": probabilities(net, picture())}}}})
