import os

import torch

from corpus_tools import picture, png, probabilities, write_expected
from model import Net

torch.manual_seed(5)
net = Net()
os.makedirs("weights")
torch.save(net.state_dict(), "weights/model_last.checkpoint")
png("picture.png", picture())
write_expected({"models": {"model_last": {"class": "Net", "predictions": {"picture.png": probabilities(net, picture())}}}})
