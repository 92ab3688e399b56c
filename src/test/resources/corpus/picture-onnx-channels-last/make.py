from corpus_tools import EACH_BATCH, PICTURE, answers, predictions, save_onnx, tensor, write_expected
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3)

    def forward(self, x):
        return self.conv(x.permute(0, 3, 1, 2)).mean((2, 3))


net = Net()
inputs = tensor(PICTURE).permute(0, 2, 3, 1)
save_onnx(net, inputs, **EACH_BATCH)
write_expected({"models": {"Net": predictions(answers(net(inputs)))}})
