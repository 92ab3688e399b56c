from corpus_tools import HALF, PICTURE, exports, grey, save, write_expected
from model import Net

net = Net()
save(net, "weights/Net.pth")
write_expected({"models": {"Net": exports(net, grey(PICTURE), normalisation=HALF)}})
