import torch
from corpus_tools import exports, save, write_expected
from model import Net

net = Net()
save(net, "weights/Net.pth")
answer = exports(net, activation=lambda yes: torch.cat([1 - yes, yes]), labels=["no", "yes"])
write_expected({"models": {"Net": answer}})
