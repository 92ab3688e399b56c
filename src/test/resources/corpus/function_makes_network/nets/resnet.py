from torch import nn

from .blocks import Residual


def ResNet2(num_classes=3):
    return Residual(nn.Linear, [1, 1], num_classes)


def ResNet3(num_classes=3):
    return Residual(nn.Linear, [1, 2], num_classes)


def train(net, loader):
    open("train_was_called", "w").close()
    return net
