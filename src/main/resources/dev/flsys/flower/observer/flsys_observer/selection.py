"""Chooses the parts that a run needs, by its plan."""

from .checkpoints import Checkpoints
from .clients import Clients
from .plan import read_plan
from .privacy import Privacy
from .resume import Resume
from .rounds import Ends, Rounds
from .steering import Steering
from .what_if import WhatIf


def make(observer):
    """The parts of an observer, in the order of their calls."""
    plan = read_plan(observer.folder)
    parts = []
    if plan.get("resume"):
        parts.append(Resume(observer, plan["resume"]))
    if plan.get("what_if"):
        parts.append(WhatIf(observer, plan["what_if"]))
    parts += [Rounds(observer), Clients(observer), Privacy(observer), Steering(observer)]
    if plan.get("checkpoints"):  # After Steering: the round at which the training stops is always written.
        parts.append(Checkpoints(observer, plan["checkpoints"]))
    parts.append(Ends(observer))
    return parts
