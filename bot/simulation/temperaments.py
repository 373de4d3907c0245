"""How simulated visitors behave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Temperament:
    """Shares are of the occasions at which a visitor might do so."""

    name: str
    register: str = "plain"  # of `phrases.yml`
    typos: float = 0.0  # a word of the phrase is mistyped
    combines: float = 0.15  # tells more than was asked for
    asks: float = 0.1  # puts a question instead of, or along with, an answer
    evades: float = 0.0  # asks why or who sees it, skips, refuses, is unclear about consent
    attacks: float = 0.0  # abuse, gibberish, markup, orders, another language, far too much
    wanders: float = 0.0  # small talk, goes off for a moment
    corrects: float = 0.0  # takes back what was told, or a no
    leaves: float = 0.0  # goes away in the middle and comes back to the page later
    presses: float = 0.3  # presses a button where there is one


TEMPERAMENTS = {
    each.name: each
    for each in (
        Temperament("patient"),
        Temperament("terse", register="terse", combines=0.0, asks=0.05, presses=0.5),
        Temperament("chatty", register="chatty", combines=0.7, asks=0.2, wanders=0.15, presses=0.1),
        Temperament("typo-prone", typos=0.7, combines=0.2, presses=0.1),
        Temperament("evasive", evades=0.4, asks=0.1),
        Temperament("hostile", register="terse", attacks=0.35, evades=0.1, presses=0.2),
        Temperament("distracted", asks=0.35, wanders=0.3),
        Temperament("returning", leaves=0.2, wanders=0.05),
        Temperament("wavering", corrects=0.5, evades=0.1),
    )
}
