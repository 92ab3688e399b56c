"""Writes the events and the checkpoints of an observed training, without Flower. For tests of the console."""

import argparse
import json
import os
import struct
import sys
import time
from pathlib import Path

# The options of the script are read without an observer.
OBSERVER = Path(os.environ.get("FLSYS_OBSERVER", "."))
NODES = [str(7_000_000_000_000_000_000 + number) for number in range(6)]
FAILING = NODES[4]
SLOW = NODES[5]
ERROR = "<img src=x onerror=\"document.title='harmed'\">"


def write(event: str, **members) -> None:
    with open(OBSERVER / "events.ndjson", "a", encoding="utf-8") as file:
        file.write(json.dumps({"event": event, "time": time.time(), "training": 1, **members}) + "\n")


def client(number: int, phase: str, partition: int, node: str) -> None:
    message = f"{number}-{phase}-{partition}"
    seconds = 9.0 if node == SLOW else 1.0 + partition / 10
    part = {"round": number, "phase": phase, "node": node, "message": message}
    if node == FAILING:
        write("client", **part, error=ERROR)
        return
    write("client_ran", **part, partition=partition, seconds=seconds, cpu_seconds=seconds, peak_memory_bytes=5_000_000)
    update = {"update_norm": 1.0 + partition / 50, "cosine": 0.9} if phase == "train" else {}
    metrics = {"loss": 1 / number, "accuracy": 1 - 0.5 / number}
    write("client", **part, examples=100, metrics=metrics, bytes_down=4_000, bytes_up=4_000, **update)


def checkpoint(number: int) -> None:
    own = json.dumps({"round": number, "best": True, "metrics": {"accuracy": 1 - 0.5 / number, "loss": 1 / number}})
    weight = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    header = json.dumps({"__metadata__": {"flsys": own}, "fc.weight": weight}).encode()
    data = struct.pack("<Q", len(header)) + header + struct.pack("<f", number)
    folder = OBSERVER.parent / "checkpoints"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"round_{number}.safetensors"
    (folder / f"{name}.tmp").write_bytes(data)
    (folder / f"{name}.tmp").rename(folder / name)
    (folder / f"round_{number - 3}.safetensors").unlink(missing_ok=True)
    write("checkpoint", round=number, file=name, bytes=len(data), best=True)


def is_stopped() -> bool:
    control = OBSERVER / "control.json"
    return control.exists() and bool(json.loads(control.read_text(encoding="utf-8")).get("stop_after_round"))


def main() -> int:
    parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of training")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds a round takes")
    options = parser.parse_args()

    print(f"INFO :      Starting Flower simulation, config: num_rounds={options.rounds}, no round_timeout")
    write("training_started", api="message", strategy="FedAvg", flower="1.42.0", steerable=True)
    for number in range(1, options.rounds + 1):
        print(f"INFO :      [ROUND {number}]", flush=True)
        write("round_started", round=number, of=options.rounds)
        for phase in ("train", "evaluate"):
            write("sent", round=number, phase=phase, clients=len(NODES), bytes=24_000)
            for partition, node in enumerate(NODES):
                client(number, phase, partition, node)
            write("aggregated", round=number, phase=phase, metrics={"loss": 1 / number})
        time.sleep(options.pause)
        print(
            f"INFO :      fit progress: ({number}, {1 / number}, {{'accuracy': {1 - 0.5 / number}}}, {number / 10})",
            flush=True,
        )
        write("evaluated", round=number, metrics={"loss": 1 / number, "accuracy": 1 - 0.5 / number})
        checkpoint(number)
        write("round_ended", round=number, seconds=options.pause, observer_seconds=0.001)
        if is_stopped():
            write("stopped", round=number, rule="requested")
            break
    write("training_ended")
    print(f"INFO :      Run finished {number} round(s) in 0.3s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
