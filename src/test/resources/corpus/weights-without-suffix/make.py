from corpus_tools import exports, save, write, write_expected
from model import Net

net = Net()
save(net, "global_model_round_1")
write("Makefile", "run:\n\tpython train.py\n")
write_expected({"models": {"global_model_round_1": exports(net)}})
