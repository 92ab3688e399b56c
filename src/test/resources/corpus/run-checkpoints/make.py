from corpus_tools import exports, save, write_expected
from model import Net

FILES = {
    "fedavg_best_model": "weights/fedavg/checkpoints/best_model.pt",
    "fedprox_best_model": "weights/fedprox/checkpoints/best_model.pt",
    "fedavg_Net": "weights/fedavg/Net.pth",
    "fedprox_Net": "weights/fedprox/Net.pth",
    "fedprox_round_3": "weights/fedprox/round_3.ckpt",
    "Net_20250131_120000": "weights/Net_20250131_120000/best_model.pth",
    "Net_20250131_120000_round_2": "weights/Net_20250131_120000/round_2.pth.tar",
}
models = {}
for name, file in FILES.items():
    net = Net()
    save(net, file)
    models[name] = exports(net)
write_expected({"models": models})
