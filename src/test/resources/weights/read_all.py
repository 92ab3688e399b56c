"""Reads weights files as the export of FLSys does, each in a process of its own.

    python read_all.py MODULES FOLDER NAME...

``MODULES`` has the modules of the export. Prints a JSON object for each of these files of ``FOLDER``: its ``name``,
``error`` (the reason of the refusal; absent if it was read), ``signal`` (0, or the signal that ended the process),
``seconds`` of processor time and ``bytes`` of memory, which include those of torch.
"""

import json
import os
import sys

MODULES, FOLDER, *NAMES = sys.argv[1:]
sys.path.insert(0, MODULES)

import torch  # noqa: E402
from flsys_limits import Reading, limit_resources  # noqa: E402
from flsys_messages import Failure  # noqa: E402
from flsys_weights import find_weights, read_content  # noqa: E402


def read(path, write):
    limit_resources(60, 2 << 30)
    answer = {}
    try:
        with Reading(os.path.getsize(path)):
            find_weights(read_content(path, torch), torch)
    except Failure as refused:
        answer["error"] = str(refused)
    except MemoryError:
        answer["error"] = "too much memory"
    except Exception as failed:
        answer["error"] = repr(failed)[:300]
    os.write(write, json.dumps(answer).encode())
    os._exit(0)


torch.set_num_threads(1)
for name in NAMES:
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        read(os.path.join(FOLDER, name), theirs)
    os.close(theirs)
    with open(ours, "rb") as answers:
        answer = json.loads(answers.read() or b"{}")
    used = os.wait4(pid, 0)
    seconds = used[2].ru_utime + used[2].ru_stime
    answer.update(name=name, signal=used[1] & 127, seconds=seconds, bytes=used[2].ru_maxrss << 10)
    print(json.dumps(answer), flush=True)
