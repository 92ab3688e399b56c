from corpus_tools import exports, save, write_expected
from model import Cnn, Strided

net = Cnn(3, 6, 3, 0.5)
save(net, "weights/global_model.pth")
save(Strided(2), "weights/Strided.pth")
needs_stride = 'Strided needs stride.*flsys.toml.*match = "Strided".*arguments = .*stride = '
write_expected({"models": {"global_model": exports(net), "Strided": {"refused": needs_stride}}})
