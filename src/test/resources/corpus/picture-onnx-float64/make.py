from corpus_tools import EACH_BATCH, PICTURE, answers, predictions, save_onnx, tensor, write_expected
from torch import nn

net = nn.Sequential(nn.Flatten(), nn.Linear(192, 3)).double()
inputs = tensor(PICTURE).double()
save_onnx(net, inputs, **EACH_BATCH)
write_expected({"models": {"Net": predictions(answers(net(inputs)))}})
