"""Which line of the read-back somebody names: "the e-mail", "change when to call"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process, utils

from bot.leads.details.calls import CALL_TIME
from bot.leads.playbook.fields import Field
from bot.leads.qualification import Known

_NEAR = 80  # similarity, in percent, at which a line counts as named


def known_as(said: str, details: Mapping[str, Known], fields: Sequence[Field] = ()) -> str | None:
    """The detail that words name by its label, its name or its unit; also when to call, which may
    be told though nobody asked. Of `fields` those that are not known are named too, so that "the
    company name" is not taken for the name while no company is known."""
    named = named_field(said, details, fields)
    return named if named in {*details, CALL_TIME.name} else None


def named_field(
    said: str, details: Mapping[str, Known], fields: Sequence[Field] = ()
) -> str | None:
    """As `known_as`, but also one of `fields` that is not known."""
    labels = {each.name: each.label for each in fields}
    labels |= {name: known.label for name, known in details.items()}
    labels.setdefault(CALL_TIME.name, CALL_TIME.label)
    names = labels | {f"{name} ": name.replace("_", " ") for name in labels}
    found = process.extract(
        said,
        names,
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        score_cutoff=_NEAR,
        limit=None,
    )
    best = [str(key).strip() for _, score, key in found if score == found[0][1]]
    # "the company name" is the company's.
    return next((name for name in best if name != "name"), best[0] if best else None)
