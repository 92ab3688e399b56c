import os

import torch

from corpus_tools import picture, png, tensor, write_expected
from model import Net

torch.manual_seed(1)
net = Net().eval()
os.makedirs("weights")
torch.save(net.state_dict(), "weights/Net.pth")
png("picture.png", picture())
with torch.no_grad():
    answer = net(tensor(picture()))[0]
write_expected({"models": {"Net": {"predictions": {"picture.png": dict(zip("abc", answer.tolist()))}}}})
