"""One row per client, round and phase: what was sent to the client and what came back."""

import re
import time

from .parts import Part
from .updates import Comparison, Update

# Share of the time of a phase that the comparison of updates may take, and the time that it may always take.
SHARE = 0.004
MIN_SECONDS = 0.001
# Different sets of arrays of one phase that are kept. A strategy that sends other arrays to each client has no norms.
MAX_SENT = 4
MAX_ERROR = 500
COLORS = re.compile("\x1b\\[[0-9;]*m")


class Clients(Part):
    """Writes the events `sent` and `client`."""

    def __init__(self, observer):
        super().__init__(observer)
        self._comparison = Comparison()

    def sent(self, training, number, phase, sent):
        self.events.write(
            "sent",
            training=training.number,
            round=number,
            phase=phase,
            clients=len(sent),
            bytes=sum(each.size for each in sent),
        )
        kept = {}
        if phase == "train":
            for each in sent:
                if each.key is not None and len(kept) <= MAX_SENT:
                    kept.setdefault(each.key, each)
        # The views refer to arrays of the app, which do not change. Only those of one phase are kept.
        arrays = kept if len(kept) <= MAX_SENT else {}
        training.notes(self)[phase] = (number, time.perf_counter(), _by_node(sent), arrays)

    def received(self, training, number, phase, replies):
        began = time.perf_counter()
        asked, since, sent, arrays = training.notes(self).pop(phase, (number, began, {}, {}))
        if asked != number:
            sent, arrays = {}, {}
        rows = []
        for reply in replies:
            waiting = sent.get(reply.node)
            rows.append((reply, waiting.pop() if waiting else None))
        missing = [each for waiting in sent.values() for each in waiting]
        updates, sampled = [None] * len(rows), False
        if phase == "train":
            updates, sampled = self._compare(rows, arrays, max(SHARE * (began - since), MIN_SECONDS))
        common = {"training": training.number, "round": number, "phase": phase}
        named = [(reply, each, update) for (reply, each), update in zip(rows, updates) if reply.node is not None]
        written = [_row(common, reply, each, update, sampled) for reply, each, update in named]
        unnamed = [reply.error for reply in replies if reply.node is None]
        written.extend(_missing(common, missing, unnamed))
        self.events.write_all("client", written)

    def _compare(self, rows, arrays, seconds):
        views = {}
        pairs = []
        for reply, each in rows:
            pairs.append(None if each is None or reply.error is not None else _pair(reply, each, arrays, views))
        weights = [
            reply.examples if isinstance(reply.examples, (int, float)) and not isinstance(reply.examples, bool) else -1
            for reply, _ in rows
        ]
        return self._comparison.compare(pairs, weights, seconds)


def _by_node(sent):
    nodes = {}
    for each in reversed(sent):
        nodes.setdefault(each.node, []).append(each)
    return nodes


def _pair(reply, each, arrays, views):
    """The views of the arrays that were sent and of those that came back. None if they are not comparable."""
    kept = arrays.get(each.key)
    if kept is None:
        return None
    if each.key not in views:
        views[each.key] = kept.views()
    sent, replied = views[each.key], reply.views()
    return (sent, replied) if replied is not None and sent.names() == replied.names() else None


def _row(common, reply, each, update, sampled):
    update = Update() if update is None else update
    return {
        **common,
        "node": str(reply.node),
        "message": reply.message or None,
        "examples": reply.examples,
        "metrics": reply.metrics,
        "bytes_down": None if each is None else each.size,
        "bytes_up": reply.size,
        "update_norm": update.norm,
        "cosine": update.cosine,
        "sampled": True if sampled and update.norm is not None else None,
        "error": _text(reply.error) or update.error,
    }


def _text(error):
    """The text of an error, without the colors of Ray. The cause of a long one is at its end."""
    if error is None:
        return None
    text = COLORS.sub("", error)
    return text if len(text) <= MAX_ERROR else text[:100] + " ... " + text[5 + 100 - MAX_ERROR :]


def _missing(common, missing, errors):
    """Rows of clients without a reply. The legacy API gives errors without the client."""
    errors = [_text(error) for error in errors]
    texts = list(dict.fromkeys(errors))
    text = "No reply."
    if len(texts) == 1 and len(errors) == len(missing):
        text = texts[0]
    elif texts:
        text = ("No result. Errors of this round: " + " | ".join(texts))[:MAX_ERROR]
    rows = [{**common, "node": str(each.node), "bytes_down": each.size, "error": text} for each in missing]
    if len(errors) > len(missing):
        rows.extend({**common, "error": error} for error in errors[len(missing) :])
    return rows
