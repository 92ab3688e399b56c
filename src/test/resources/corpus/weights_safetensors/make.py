import json
import struct

from corpus_tools import exports, write, write_expected
from model import Net

net = Net()
header, data = {"__metadata__": {"format": "pt"}}, b""
for key, value in net.state_dict().items():
    more = value.numpy().tobytes()
    header[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(more)]}
    data += more
text = json.dumps(header).encode()
write("weights/Net.safetensors", struct.pack("<Q", len(text)) + text + data)
write_expected({"models": {"Net": exports(net)}})
