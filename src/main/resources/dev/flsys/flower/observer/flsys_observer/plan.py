"""The plan of a run: what the service has asked of the observer before the start."""

import json
import os

MAX_BYTES = 1 << 20


def read_plan(folder):
    """The members of `plan.json`; empty if there is no such file."""
    path = os.path.join(folder, "plan.json")
    if not os.path.isfile(path) or os.path.getsize(path) > MAX_BYTES:
        return {}
    with open(path, "rb") as file:
        plan = json.load(file)
    return plan if isinstance(plan, dict) else {}
