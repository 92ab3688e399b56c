from corpus_tools import exports, save, write_expected
from model import Tanh

net = Tanh()
save(net, "weights/global_model.pth")
save(net, "weights/Tanh.pth")
two_fit = 'Several classes fit.*Relu, Tanh.*class = "Relu".*class = "Tanh"'
write_expected({"models": {"global_model": {"refused": two_fit}, "Tanh": exports(net)}})
