import torch
from corpus_tools import exports, save, write_expected
from model import Net

net = Net()
save(net, "weights/Net.pth")
write_expected({"models": {"Net": exports(net, activation=torch.exp)}})
