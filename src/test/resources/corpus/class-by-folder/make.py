from corpus_tools import exports, save, write_expected
from model import Relu, Tanh

FILES = {
    "Tanh_best_model": ("weights/Tanh/checkpoints/best_model.pt", Tanh()),
    "iid_Relu": ("weights/iid/Relu.pt", Relu()),
    "skewed_Relu": ("weights/skewed/Relu.pt", Relu()),
}
models = {"Wide_last_model": {"refused": "Several classes fit.*Relu, Tanh"}}
save(Tanh(), "weights/Wide/last_model.pt")
for name, (file, net) in FILES.items():
    save(net, file)
    models[name] = exports(net)
write_expected({"models": models})
