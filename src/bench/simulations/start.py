"""The start script of ``simulations`` and ``console``: runs the module of ``--run`` with the other options."""

from __future__ import annotations

import sys

import lines
import mixed
import odd_outputs
import tree

if __name__ == "__main__":
    runs = {"lines": lines.run, "mixed": mixed.run, "odd": odd_outputs.run, "tree": tree.run}
    options = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    runs[options.pop("--run")]({name.removeprefix("--"): value for name, value in options.items()})
