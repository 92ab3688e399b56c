import os

from corpus_tools import save, write, write_expected
from model import Net

save(Net(), "weights/Net.pth")
with open("weights/Net.pth", "rb") as file:
    whole = file.read()
write("weights/pointer.pth", "version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 1234\n")
write("weights/page.safetensors", "<!DOCTYPE html><html><body>404: Not Found</body></html>")
write("weights/empty.npz", "")
write("weights/runs/killed_net.pt", whole[: len(whole) // 2])
write("weights/runs/cut_net.onnx", b"\x08\x07\x3a\xff\x7f" + b"\0" * 50)
write("weights/keras_net.bin", b"\x89HDF\r\n\x1a\n" + b"\0" * 100)
write("weights/packed_net.ckpt", b"\x1f\x8b\x08\0" + b"\0" * 100)
os.symlink("/etc/hostname", "weights/linked.pth")
write_expected({
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
})
