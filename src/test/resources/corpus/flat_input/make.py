import torch
from corpus_tools import HALF, PICTURE, exports, grey, predicts, save, write_expected
from model import Rows, View

view, rows = View(), Rows(64, 16, 3)
save(view, "weights/View.pth")
save(rows, "weights/Rows.pth")
flat = torch.nn.Sequential(torch.nn.Flatten(), rows)
pixels = grey(PICTURE)
write_expected({
    "models": {
        "View": exports(view, pixels, normalisation=HALF),
        "Rows": {"class": "Rows", **predicts(flat, pixels, normalisation=HALF)},
    }
})
