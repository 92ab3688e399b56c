"""Makes the TorchScript archives beside it, for tests: `python3 make_archives.py` with torch 1.13 or later.

``numerical`` holds networks with many kinds of operators, ``hostile`` networks that write or read files, ``endless``
networks whose call takes several seconds, which is long enough for a test, and ``large`` networks that take many
gigabytes. Their calls end by themselves, because nothing can stop them.
"""

import io
import warnings
import zipfile
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import nn

warnings.simplefilter("ignore")
HERE = Path(__file__).parent
PICTURE = torch.randn(1, 3, 8, 8)
ROW = torch.randn(2, 10)


class LS(nn.Module):
    def __init__(self):
        super().__init__()
        self.r = nn.LSTM(10, 6, batch_first=True)
        self.g = nn.GRU(6, 6, batch_first=True)
        self.o = nn.Linear(6, 3)

    def forward(self, x):
        y, _ = self.r(x.unsqueeze(1))
        y, _ = self.g(y)
        return self.o(y[:, -1])


class TE(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
        self.i = nn.Linear(10, 8)
        self.o = nn.Linear(8, 3)

    def forward(self, x):
        return self.o(self.e(self.i(x).unsqueeze(1)).mean(1))


class P(nn.Module):
    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        if x.size(0) > 100:
            raise ValueError("too big {}".format(x.size(0)))
        assert x.dim() == 2, f"dim is {x.dim()}"
        print("shape", x.shape)
        y = torch.einsum("bi,bj->bij", x, x)
        d: Dict[str, torch.Tensor] = {}
        for k in ["a", "b"]:
            d[k] = y.sum(-1)
        z: List[int] = x.sum(0).long().tolist()
        w: Optional[torch.Tensor] = None
        if len(z) > 3:
            w = x
        if w is not None:
            d["w"] = w.softmax(1)
        return d


class MB(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(3 if i == 0 else 8, 8, 3, padding=1, groups=1 if i == 0 else 8),
                nn.BatchNorm2d(8),
                nn.Hardswish(),
                nn.Dropout(0.2),
            )
            for i in range(3)
        )
        self.gn = nn.GroupNorm(2, 8)
        self.p = nn.MaxPool2d(2)
        self.c = nn.Linear(8, 4)
        self.register_buffer("mean", torch.zeros(1, 3, 1, 1))

    def forward(self, x):
        x = (x - self.mean) / 0.5
        for f in self.f:
            x = f(x)
        x = self.p(self.gn(x * torch.sigmoid(x)))
        x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        return F.log_softmax(self.c(x.mean([2, 3])), dim=1)


class St(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.ones(3, 10)
        self.training = False

    @torch.jit.export
    def __getstate__(self):
        return (self.w, self.training)

    @torch.jit.export
    def __setstate__(self, state: Tuple[torch.Tensor, bool]):
        self.w = state[0]
        self.training = state[1]

    def forward(self, x):
        return F.linear(x, self.w)


class Att(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.MultiheadAttention(10, 2, batch_first=True)

    def forward(self, x):
        x = x.unsqueeze(1)
        y, _ = self.m(x, x, x)
        return y.squeeze(1)


class Emb(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(50, 4)
        self.n = nn.LayerNorm(4)
        self.b = nn.EmbeddingBag(50, 4)

    def forward(self, x):
        i = (x.abs() * 10).long().clamp(0, 49)
        return torch.cat([self.n(self.e(i)).mean(1), self.b(i)], 1)


class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5))


class SQ(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = torch.quantization.QuantStub()
        self.c = nn.Conv2d(3, 4, 3)
        self.r = nn.ReLU()
        self.l = nn.Linear(144, 3)
        self.d = torch.quantization.DeQuantStub()

    def forward(self, x):
        return self.d(self.l(torch.flatten(self.r(self.c(self.q(x))), 1)))


def numerical():
    for name, net, sample in (
        ("LS", LS(), ROW),
        ("TE", TE(), ROW),
        ("P", P(), ROW),
        ("MB", MB(), PICTURE),
        ("St", St(), ROW),
        ("Att", Att(), ROW),
        ("Emb", Emb(), ROW),
    ):
        script = torch.jit.script(net.eval())
        yield f"{name}_script", script
        if name in ("LS", "MB"):
            yield f"{name}_trace", torch.jit.trace(net, sample)
        if name == "P":
            yield f"{name}_freeze", torch.jit.freeze(script)
    yield "Net_ofi", torch.jit.optimize_for_inference(torch.jit.script(Net().eval()))
    dense = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 3)).eval()
    yield "Q2_script", torch.jit.script(torch.quantization.quantize_dynamic(dense, {nn.Linear}, dtype=torch.qint8))
    static = SQ().eval()
    static.qconfig = torch.quantization.get_default_qconfig("fbgemm")
    torch.quantization.prepare(static, inplace=True)
    static(PICTURE)
    torch.quantization.convert(static, inplace=True)
    yield "SQ_script", torch.jit.script(static)


class Forward(nn.Module):
    def forward(self, x):
        torch.ops.aten.save(x, "target/torchscript-was-here.pt")
        return x.mean([2, 3])


class Inner(nn.Module):
    def forward(self, x):
        torch.ops.aten.save([x], "target/torchscript-was-here.pt")
        return x


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.ReLU(), Inner())

    def forward(self, x):
        return self.a(x).mean([2, 3])


class SetState(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.ones(3)
        self.training = False

    @torch.jit.export
    def __getstate__(self):
        return (self.w, self.training)

    @torch.jit.export
    def __setstate__(self, state: Tuple[torch.Tensor, bool]):
        self.w = state[0]
        self.training = state[1]
        torch.ops.aten.save(self.w, "target/torchscript-was-here.pt")

    def forward(self, x):
        return x.mean([2, 3]) + self.w


@torch.jit.script
def helper(x):
    return torch.from_file("/etc/hostname", False, 4, dtype=torch.uint8).sum() + x


class Free(nn.Module):
    def forward(self, x):
        return helper(x.mean([2, 3]))


class Loop(nn.Module):
    def forward(self, x):
        n = 0
        while n < 60_000_000 and bool((x == x).any()):
            n += 1
        return x.mean([2, 3]) + n


class LoopInTheDark(nn.Module):
    """Loops for a black picture only, and not for inputs of -2.5 or 0, by which the service tests a network."""

    def forward(self, x):
        n = 0
        while n < 60_000_000 and bool(x.mean() < -1.5) and bool(x.mean() > -2.3):
            n += 1
        return x.mean([2, 3]) + n


class Large(nn.Module):
    """Takes six gigabytes at once for a black picture, like LoopInTheDark."""

    def forward(self, x):
        y = x.mean([2, 3])
        if bool(x.mean() < -1.5) and bool(x.mean() > -2.3):
            y = y + torch.ones([6 * 256 * 1024 * 1024]).max()
        return y


class Growing(nn.Module):
    """Takes six gigabytes for a black picture, in tensors of 64 megabytes."""

    def forward(self, x):
        y = x.mean([2, 3])
        if bool(x.mean() < -1.5) and bool(x.mean() > -2.3):
            kept = [torch.ones([16 * 1024 * 1024])]
            for _ in range(6 * 16):
                # Not a constant, which would be computed once.
                kept.append(kept[-1] + x.mean())
            y = y + kept[-1].max()
        return y


def save(folder, name, script):
    """Without the debug records, which hold paths of this machine."""
    with zipfile.ZipFile(io.BytesIO(script.save_to_buffer())) as made:
        with zipfile.ZipFile(HERE / folder / f"{name}.pt", "w") as archive:
            for entry in made.infolist():
                if not entry.filename.endswith(".debug_pkl"):
                    kind = entry.compress_type
                    archive.writestr(zipfile.ZipInfo(entry.filename), made.read(entry), kind)


if __name__ == "__main__":
    for name, script in numerical():
        save("numerical", name, script)
    for network in (Forward, Nested, SetState, Free):
        save("hostile", network.__name__, torch.jit.script(network().eval()))
    for network in (Loop, LoopInTheDark):
        save("endless", network.__name__, torch.jit.script(network().eval()))
    for network in (Large, Growing):
        save("large", network.__name__, torch.jit.script(network().eval()))
