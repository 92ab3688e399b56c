import importlib

from corpus_tools import exports, save, write_expected

net = importlib.import_module("my-app.model").Net()
save(net, "weights/Net.pth")
write_expected({"models": {"Net": exports(net)}})
