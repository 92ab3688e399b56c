"""A start script with the faults of the suite. It limits itself, so that it cannot harm the machine."""

import argparse
import os
import resource
import signal
import sys
import time

MEMORY = 512 * 1024 * 1024

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--fault", default="none", choices=["none", "daemons", "memory", "log", "bar", "line", "bytes"])
parser.add_argument("--amount", type=int, default=0, help="processes, updates of a progress bar, or MB")
parser.add_argument("--sleep", default="0", help="seconds; the daemons sleep as long")
parser.add_argument("--ignore-term", action="store_true")
options = parser.parse_args()

resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def daemon(number):
    """A process whose parents have ended, with its own session, an empty environment and, if even, its own output."""
    first = os.fork()
    if first:
        os.waitpid(first, 0)
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    if number % 2 == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for file in range(3):
            os.dup2(null, file)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.execve("/bin/sleep", ["sleep", options.sleep], {})


if options.ignore_term:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("begun", flush=True)
if options.fault == "daemons":
    for number in range(options.amount):
        daemon(number)
elif options.fault == "memory":
    blocks = []
    while True:
        blocks.append(b"x" * (16 * 1024 * 1024))
elif options.fault == "log":
    block = "".join(f"line {number:04} " + "x" * 89 + "\n" for number in range(10_000))
    for _ in range(options.amount):
        sys.stdout.write(block)
elif options.fault == "bar":
    for number in range(options.amount):
        sys.stdout.write(f"\r{number} steps")
    print()
elif options.fault == "line":
    for _ in range(options.amount):
        sys.stdout.write("猫" * 349_525)
    print()
elif options.fault == "bytes":
    for _ in range(options.amount):
        sys.stdout.buffer.write(os.urandom(1024 * 1024))
    print()
print("ready", flush=True)
time.sleep(float(options.sleep))
