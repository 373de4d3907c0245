"""Plans that go on from others, and follow-ups that lead from a page to the price list."""

from __future__ import annotations

import pytest

from bot.encoder import Encoder
from bot.knowledge import Knowledge
from bot.knowledge.prices.inherited import features_of
from tests.knowledge.conftest import TODAY, written

CATALOGUE = """\
currency: GBP
products:
  - id: crew
    name: Crew
    aliases: [crew plan]
    category: plan
    attributes: {storage_gb: 50, sso: false}
    features: [Snag lists, Offline mode, 5 projects]
    prices: [{amount: 14, per: month, unit: seat, billed: monthly}]
  - id: site
    name: Site
    category: plan
    attributes: {storage_gb: 500, sso: false}
    features: [Everything in Crew, Drawings with pins, 40 projects]
    prices: [{amount: 260, per: year, unit: seat, billed: yearly}]
  - id: group
    name: Group
    category: plan
    attributes: {storage_gb: 5000, sso: true}
    features: ["All features of the Site plan, plus", Audit log]
    prices: [{amount: 420, per: year, unit: seat, billed: yearly}]
discounts:
  - {id: charity, name: Charity discount, percent: 30, products: [crew, site],
     condition: Registered charities and housing associations, billed: yearly}
"""
PAGE = (
    "# Integrations\n\n| Tool | What goes across | Plan |\n|---|---|---|\n"
    "| SharePoint | reports, each night | Site, Group |\n"
    "| Procore | issues one way, from Snagwise to Procore | Group |\n"
)


@pytest.fixture(scope="module")
def snags(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    pages = {"integrations.md": PAGE}
    folder = written(tmp_path_factory.mktemp("snags"), "Snagwise", pages, CATALOGUE)
    return Knowledge.load(folder, encoder)


def test_features_are_taken_over_but_for_figures(snags: Knowledge) -> None:
    features = features_of(snags.catalog.product("group"), snags.catalog)
    assert [text for text, _ in features] == [
        "Snag lists",
        "Offline mode",
        "Drawings with pins",
        "Audit log",
    ]


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        (["difference between crew and site"],
         ["| Drawings with pins | – | yes |", "All of them include: Snag lists, Offline mode."],
         ["Everything in"]),
        (["does Group have offline mode"], ["Yes. Group includes: Offline mode."], []),
        (["does Site have SSO"], ["No. SSO (Site): no.", "Group includes: SSO."], ["Crew"]),
        (["does Group have SSO"], ["Yes. SSO (Group): yes."], ["includes"]),
        (["do you connect to procore", "which plan do I need for that"],
         ["Procore"], ["**Crew**"]),
        (["does Site have SSO", "so what would 30 cost"], ["30 seats × £260.00 = £7,800.00"], []),
        (["We're 20 staff, a charity, is there a discount on Site and what would it cost a year?"],
         ["Charity discount: 30% off", "20 seats × £260.00 = £5,200.00"], []),
    ],
)  # fmt: skip
def test_a_visit(snags: Knowledge, asked: list[str], says: list[str], never: list[str]) -> None:
    *history, question = asked
    answer = snags.ask(question, history, today=TODAY)
    assert all(part in answer.text for part in says), answer.text
    assert not any(part in answer.text for part in never), answer.text
