"""When somebody wants to be called, for the rep."""

from __future__ import annotations

from datetime import date

import pytest

from bot.leads.details.calls import find_call_time, without_call_time
from bot.leads.details.details import extract
from bot.leads.details.mentions import told_unasked
from bot.leads.playbook.fields import Field

TODAY = date(2026, 11, 23)  # a Monday
WHEN = Field("timeline", "When", "timeline")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call me tomorrow after 3", "tomorrow after 3 (24 Nov 2026)"),
        ("ring me weekdays before 10", "weekdays before 10"),
        ("can someone call me back this afternoon?", "this afternoon (23 Nov 2026)"),
        ("give me a call on 0113 496 0123 after 5pm", "after 5pm"),
        ("07700 900412, after 5 is best", "after 5"),
        ("07700 900412 (evenings only)", "evenings only"),
        ("please phone me on my mobile between 2 and 4", "between 2 and 4"),
        ("tomorrow after 3 works best for a call", "tomorrow after 3 (24 Nov 2026)"),
        ("i'm free tuesdays and thursdays after 4", "tuesdays and thursdays after 4"),
        ("call me Mon-Fri 9 to 5", "Mon-Fri 9 to 5"),
        ("call me by friday, we need it by june", "by friday (27 Nov 2026)"),
        ("call me back in an hour", "in an hour"),
        ("tomorrow morning on 0113 496 0123", "tomorrow morning (24 Nov 2026)"),
        ("0113 496 0123, but please only after school", "only after school"),
    ],
)
def test_a_time_to_call(text: str, shown: str) -> None:
    call = find_call_time(text)
    assert call is not None
    assert call.shown(TODAY, "GB") == shown


@pytest.mark.parametrize(
    "text",
    [
        "call me",
        "call me Beth, 60 of us",
        "call me at 415-555-2671",
        "i called at 3 and nobody answered",
        "when can you call me today?",
        "we need it by tomorrow",
        "phone 0113 496 0123, 10-15 people",
        "07700 900412, we start next week",
    ],
)
def test_no_time_to_call(text: str) -> None:
    assert find_call_time(text) is None
    assert without_call_time(text) == text


def test_it_is_not_when_to_buy() -> None:
    text = "call me by friday, we need it by june"
    found = {each.field: each.value for each in extract(text, field=None, region="GB", today=TODAY)}
    assert found["timeline"]["text"] == "by june"
    assert not list(
        told_unasked("call me tomorrow after 3", [WHEN], region="GB", today=TODAY, alone=False)
    )
