import os

import torch
from corpus_tools import png, write_expected
from model import Net

torch.manual_seed(17)
PIXELS = torch.randint(0, 256, (8, 8, 3), dtype=torch.uint8)
png("cat.png", PIXELS.numpy())
MEAN, STD = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
PICTURE = ((PIXELS / 255 - MEAN) / STD).permute(2, 0, 1).unsqueeze(0)
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
    net = Net().eval()
    os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
    torch.save(net.state_dict(), file)
    with torch.no_grad():
        shares = net(PICTURE).softmax(1)[0].tolist()
    models[name] = {"class": "Net", "predictions": {"cat.png": dict(zip("abc", shares))}}
write_expected({"models": models})
