from corpus_tools import PICTURE, predicts, save_onnx, tensor, write_expected
from torch import nn

net = nn.Conv2d(3, 3, 8)
save_onnx(net, tensor(PICTURE))
write_expected({"models": {"Net": predicts(net)}})
