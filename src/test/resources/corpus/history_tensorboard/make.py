import struct

from corpus_tools import save, write, write_expected
from model import Net


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def field(number, data):
    return bytes([number << 3 | 2, len(data)]) + data


def scalar(tag, step, value):
    summary = field(1, field(1, tag.encode()) + bytes([2 << 3 | 5]) + struct.pack("<f", value))
    event = bytes([1 << 3 | 1]) + struct.pack("<d", 1.7e9 + step) + bytes([2 << 3, step]) + field(5, summary)
    length = struct.pack("<Q", len(event))
    return length + crc32c(length) + event + crc32c(event)


values = {
    "server": {"Loss/test": [2.0, 1.5]},
    "client_0": {"accuracy": [0.25, 0.5]},
    "client_1": {"accuracy": [0.5, 1.0]},
}
save(Net(), "weights/net.pth")
for folder, tags in values.items():
    events = [scalar(tag, step, value) for tag, numbers in tags.items() for step, value in enumerate(numbers, 1)]
    write(f"weights/runs/{folder}/events.out.tfevents.1700000000.host.1.0", b"".join(events))
write_expected({
    "histories": {
        "net": {
            "rounds": [1, 2],
            "accuracies": [0.375, 0.75],
            "losses": [2.0, 1.5],
            "metrics": {"client_0_accuracy": [0.25, 0.5], "client_1_accuracy": [0.5, 1.0]},
        }
    }
})
