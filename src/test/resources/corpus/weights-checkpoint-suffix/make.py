from corpus_tools import exports, save, write_expected
from model import Net

net = Net()
save(net, "weights/model_last.checkpoint")
write_expected({"models": {"model_last": exports(net)}})
