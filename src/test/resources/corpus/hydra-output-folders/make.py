import torch
from corpus_tools import exports, save, write, write_expected
from model import Net

FILES = {
    "final_model": "final_model.pt",
    "2025-01-31_12-00-00_model_round_1": "outputs/2025-01-31/12-00-00/model_round_1.pth",
    "2025-01-31_12-00-00_model_round_2": "outputs/2025-01-31/12-00-00/model_round_2.pth",
    "2025-02-01_09-30-00_model_round_1": "outputs/2025-02-01/09-30-00/model_round_1.pth",
    "mnist_cnn_round_3": "outputs/2025-02-02/10-00-00/mnist_cnn_round_3.pth",
}
models = {}
for name, file in FILES.items():
    net = Net()
    save(net, file)
    models[name] = exports(net)
# no models: a Python environment and a data set
for folder in ("env/lib", "data"):
    save(torch.zeros(3), folder + "/tensors.pt")
write("env/pyvenv.cfg", "")
write_expected({"models": models})
