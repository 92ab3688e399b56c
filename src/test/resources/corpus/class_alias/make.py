from corpus_tools import exports, save, write_expected
from model import Net

net = Net()
save(net, "weights/Net.pth")
save(net, "weights/global_model.pth")
write_expected({"models": {"Net": exports(net), "global_model": exports(net)}})
