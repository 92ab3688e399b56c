from corpus_tools import predicts, save, write_expected
from model import PictureNet

net = PictureNet(3, 8, 8, 6, 14, 3)
save(net, "weights/PictureNet.pth")
write_expected({"models": {"PictureNet": predicts(net)}})
