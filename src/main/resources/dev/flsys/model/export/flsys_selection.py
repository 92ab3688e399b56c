"""Selects the class or function whose network has the weights of a file. Part of ``export_model.py``."""

from __future__ import annotations

from flsys_absent import Needed
from flsys_arguments import Undecided, with_search, without_search
from flsys_definition import chosen, imported, makes_network, may_be_factory, named, nearest
from flsys_messages import SHOWN, Failure, in_toml, listed, toml_lines

CLASS_ELSEWHERE = 'class = "package.module:Name"'
"""The line for a class or function that the definition module does not have."""


def select(model_id, names, module, project, class_name, known, classes, functions, networks):
    """``(made, note)``: the network with its weights, and a sentence for users if the choice is not the one that the id
    names.

    A class that the user wrote decides. Otherwise the id decides, if a class or function of that name fits the weights.
    If the id names none, the names of the file and of its folders decide among those that fit, the first one first.
    Then the weights decide. Functions are called only if no class fits; networks that the module made itself are the
    last.
    """
    if class_name:
        return _only(chosen(class_name, module, known.torch), known), ""
    by_id = _named(model_id, classes, functions, networks) or named(model_id, imported(module, project, known.torch))
    failure = None
    if by_id:
        fits, failure = _fitting(by_id, known)
        fits = [made for made in fits if made.fitted.plain] or fits
        if len(fits) == 1 and not isinstance(failure, Undecided):
            return fits[0], ""
        if fits:
            raise _ambiguous(model_id, fits, failure)
        if isinstance(failure, (Needed, Undecided)):
            raise failure
    makers = [each for each in functions if may_be_factory(each.name) and makes_network(each.target, known.torch)]
    by_name = None if by_id else _by_names(names, (classes, makers, networks), known)
    if by_name:
        return by_name, ""
    fits = []
    first = None
    for group in (classes, makers, networks):
        group = [each for each in group if each not in by_id]
        found, failed = _fitting(group, known)
        if isinstance(failed, Undecided) and not found:
            raise failed
        first = first or failed
        fits = _one_each([*fits, *found])
        # A part of a network may have its keys without their prefix. The network itself has them unchanged.
        plain = [made for made in fits if made.fitted.plain]
        if plain and isinstance(failed, Undecided):
            raise _ambiguous(model_id, plain, failed)
        if plain:
            fits = plain
            break
    if len(fits) > 1 and not by_id:
        fits = _named_only(names, fits)
    if len(fits) == 1:
        note = (
            f"{fits[0]} is used: its weights fit, and those of {by_id[0]}, which the id names, do not." if by_id else ""
        )
        return fits[0], note
    if failure:
        raise failure
    if fits:
        raise _ambiguous(model_id, fits, None)
    raise _nothing(model_id, [*classes, *makers, *networks], first)


def _named(model_id, classes, functions, networks):
    """The candidates of the id's name, classes first. A function of that name need not show that it makes a network."""
    for group in (classes, [each for each in functions if may_be_factory(each.name)], networks):
        found = named(model_id, group)
        if found:
            return found
    return []


def _by_names(names, groups, known):
    """The candidate of the first name that names one whose state dict has exactly the keys of the weights.

    None if there is none, or if there are several.
    """
    for name in names:
        fits, failure = _fitting(_named(name, *groups), known)
        fits = [made for made in fits if made.fitted.plain]
        if isinstance(failure, Undecided) or len(fits) > 1:
            return None
        if fits:
            return fits[0]
    return None


def _named_only(names, fits):
    """The fit that the first matching name names, if there is only one; otherwise all fits."""
    for name in names:
        found = named(name, [made.candidate for made in fits])
        if found:
            return [made for made in fits if made.candidate in found] if len(found) == 1 else fits
    return fits


def _only(candidate, known):
    """The network of a candidate that is certain."""
    if candidate.kind == "network":
        return without_search(candidate, known)
    first = None
    for attempt in (without_search, _required, _defaults):
        try:
            return attempt(candidate, known)
        except Undecided:
            raise
        except Failure as failure:
            first = _better(first, failure, attempt)
    raise first


def _required(candidate, known):
    return with_search(candidate, known, defaults=False)


def _defaults(candidate, known):
    return with_search(candidate, known, defaults=True)


def _better(first, failure, attempt):
    """The failure to show: the first one, unless a search says more about the same parameters."""
    if first is None or (attempt is _required and " needs " in str(first) and " needs " in str(failure)):
        return failure
    return first


def _fitting(group, known):
    """``(fits, failure)``: all candidates that fit, with their own defaults or with values that the weights show; else
    the failure of the nearest one. The failure is ``Undecided`` if a further candidate may fit."""
    fits = []
    failures = {}
    undecided = None
    for attempt in (without_search, _required):
        for candidate in group:
            if any(made.candidate is candidate for made in fits):
                continue
            try:
                fits.append(attempt(candidate, known))
            except Undecided as failure:
                undecided = undecided or failure
            except Failure as failure:
                failures[candidate] = _better(failures.get(candidate), failure, attempt)
    if undecided:
        return fits, undecided
    if not fits:
        for candidate in group:
            if candidate.kind == "network":
                continue
            try:
                fits.append(_defaults(candidate, known))
            except Undecided as failure:
                undecided = undecided or failure
            except Failure:
                pass  # the failure with its own defaults says more
        if undecided:
            return fits, undecided
    best = max(failures.values(), key=lambda each: getattr(each, "score", 0.0), default=None)
    return fits, best


def _one_each(fits):
    """Functions that make the same network count once."""
    kept = []
    for made in fits:
        twin = made.candidate.kind != "class" and any(
            type(made.model) is type(other.model) and repr(made.model) == repr(other.model) for other in kept
        )
        if not twin:
            kept.append(made)
    return kept


def _ambiguous(model_id, fits, undecided):
    lines = [f"`class = {in_toml(made.candidate.name)}`" for made in fits]
    if isinstance(undecided, Undecided):
        lines.append(undecided.lines)
    return Failure(
        f"Several classes fit the weights of the model id '{model_id}': {listed(fits, SHOWN)}. Write in flsys.toml: "
        f"{toml_lines(lines[0].strip('`'))} or {lines[1]}, whichever it was trained with."
    )


def _nothing(model_id, all_candidates, first):
    if not all_candidates:
        return Failure(
            "The definition module has no class that derives from torch.nn.Module, and no function that returns one. If "
            f"another module has it, write in flsys.toml: {toml_lines(CLASS_ELSEWHERE)}."
        )
    if len(all_candidates) == 1 and first:
        return first
    names = [each.name for each in all_candidates]
    near = nearest(model_id, names)
    reason = f" {first}" if first else ""
    return Failure(
        f"No class of the definition module fits the model id '{model_id}'; it has {listed(names, 20)}."
        + (f" Did you mean {near}?" if near else "")
        + f" None fits the weights.{reason}"
    )
