"""Stands in for a training script: prints its arguments, and follows its options."""

import argparse
import os
import subprocess
import sys
import time

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--rounds", type=int, default=1)
parser.add_argument("--min-clients", type=int, default=2)
parser.add_argument("--learning_rate", type=float, default=0.1)
parser.add_argument("--text", default="")
parser.add_argument("--tags", nargs="+", default=[])
parser.add_argument("--item", action="append", default=[])
parser.add_argument("--fast", action="store_true")
parser.add_argument("--exit-code", type=int, default=0)
parser.add_argument("--lines", type=int, default=0)
parser.add_argument("--gate", default="", help="a file to wait for after half of the lines")
parser.add_argument("--sleep", type=float, default=0)
parser.add_argument("--daemon", default="", help="leave a process behind that writes its pid to this file")
parser.add_argument("--ignore-term", action="store_true")
parser.add_argument("--say", nargs="+", default=[], help="lines to print")
parser.add_argument("--write", default="", help="a file to write, which begins as torch.save begins it, with random bytes")
parser.add_argument("--odd", default="", choices=["", "long", "bytes", "bar", "moving", "closed", "raise"], help="a kind of output")
parser.add_argument("--die", type=int, default=0, help="a signal to end by")
options = parser.parse_args()

print("options", vars(options))
print("cwd", os.getcwd())
print("中文 output", flush=True)
print("to stderr", file=sys.stderr)
if options.ignore_term:
    import signal

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if options.daemon:
    daemon = subprocess.Popen(
        [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with open(options.daemon, "w") as file:
        file.write(str(daemon.pid))
for line in options.say:
    print(line, flush=True)
if options.write:
    with open(options.write, "wb") as file:
        file.write(b"\x80\x02" + os.urandom(100))
if options.odd == "long":
    print("ab模" * 1_000_000 + "!")
elif options.odd == "bytes":
    sys.stdout.flush()
    sys.stdout.buffer.write(b"in\xffvalid\x00 nul\n\xe4\xbd\n")
elif options.odd == "bar":
    for percent in range(0, 101, 10):
        print(f"\r{percent} %", end="")
    print()
elif options.odd == "moving":
    for update in range(20_001):
        sys.stderr.write(f"\r{update} of 20000")
        sys.stderr.flush()
    print("\nafter the bar", flush=True)
elif options.odd == "raise":
    try:
        {}["missing"]
    except KeyError:
        raise ValueError("shapes differ")
elif options.odd == "closed":
    print("closing", flush=True)
    os.close(1)
    os.close(2)
    time.sleep(1)
    os._exit(0)
if options.die:
    os.kill(os.getpid(), options.die)
for line in range(options.lines):
    if options.gate and line == options.lines // 2:
        sys.stdout.flush()
        while not os.path.exists(options.gate):
            time.sleep(0.05)
    print(f"line {line} " + "x" * 80)
print("ready", flush=True)
time.sleep(options.sleep)
print("done, no newline at the end", end="")
sys.exit(options.exit_code)
