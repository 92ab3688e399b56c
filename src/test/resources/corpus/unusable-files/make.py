import os

import torch
from corpus_tools import write_expected
from model import Net

os.makedirs("weights/runs", exist_ok=True)
torch.manual_seed(17)
torch.save(Net().state_dict(), "weights/Net.pth")
with open("weights/Net.pth", "rb") as file:
    whole = file.read()


def write(name, content):
    with open("weights/" + name, "wb") as file:
        file.write(content)


write("pointer.pth", b"version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 1234\n")
write("page.safetensors", b"<!DOCTYPE html><html><body>404: Not Found</body></html>")
write("empty.npz", b"")
write("runs/killed_net.pt", whole[: len(whole) // 2])
write("runs/cut_net.onnx", b"\x08\x07\x3a\xff\x7f" + b"\0" * 50)
write("keras_net.bin", b"\x89HDF\r\n\x1a\n" + b"\0" * 100)
write("packed_net.ckpt", b"\x1f\x8b\x08\0" + b"\0" * 100)
os.symlink("/etc/hostname", "weights/linked.pth")
write_expected(
    {
        "models": {"Net": {"class": "Net"}, "pointer": {"refused": "git lfs pull"}},
        "unusable": {
            "weights/pointer.pth": "Git LFS pointer.*git lfs pull",
            "weights/page.safetensors": "web page.*Download",
            "weights/empty.npz": "empty",
            "weights/runs/killed_net.pt": "damaged",
            "weights/runs/cut_net.onnx": "damaged",
            "weights/keras_net.bin": "HDF5",
            "weights/packed_net.ckpt": "gzip",
            "weights/linked.pth": "link out of the project",
        },
    }
)
