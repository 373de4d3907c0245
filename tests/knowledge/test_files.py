from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.files import SIZE_LIMIT
from bot.knowledge.company import Company
from bot.schemas import load_schema
from bot.yamlfiles import load_yaml, load_yaml_lines, parse_yaml

SCHEMAS = Path(__file__).parents[2] / "bot" / "knowledge" / "schemas"
CATALOG = load_schema(SCHEMAS / "catalog.schema.json")
COMPANY = load_schema(SCHEMAS / "company.schema.json")


def write(folder: Path, text: str) -> Path:
    path = folder / "file.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_data_is_plain_and_lines_are_known(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "products:\n  - id: a\n    name: A\n    prices:\n"
        "      - {amount: 12.5, valid_from: 2026-01-01}\n",
    )
    data, lines = load_yaml_lines(path, CATALOG)
    assert data["products"][0]["prices"] == [{"amount": 12.5, "valid_from": "2026-01-01"}]
    assert lines.at("products", 0, "prices", 0) == 5
    assert lines.at("products", 0, "nothing") == 2


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("products:\n  - id: a\n    name: A\n    prices:\n      - {amount: ten}\n", 5, '"ten"'),
        ("products:\n  - id: a\n    name: A\n    prces: []\n", 4, "'prices'"),
        ("products:\n  - id: a\n", 2, "'name'"),
        ("products: !!python/object:os.system []\n", 1, "tag"),
        ("products: []\nproducts: []\n", 2, "second time"),
        ("a: &a [*a]\n", 1, "nested"),
        ("products: [\n", 2, "valid YAML"),
        ("- a\n", 1, "object"),
        ("products: [{id: a, name: A, prices: [{amount: .inf}]}]\n", 1, "number"),
        ("products: []\ndiscounts: [{id: a, name: A}]\n", 2, "percent or amount"),
        ("x: &x {a: 1}\nproducts: [{<<: *x}]\n", 2, "merge"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, part: str
) -> None:
    with pytest.raises(ContentError) as caught:
        load_yaml(write(tmp_path, text), CATALOG)
    assert caught.value.line == line
    assert part in str(caught.value)


def test_alias_bombs_are_refused() -> None:
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    text += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    with pytest.raises(ContentError, match="100,000 values"):
        parse_yaml(text, "bomb.yml")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ContentError, match="nested"):
        parse_yaml("[" * 5000, "deep.yml")


def test_size_encoding_and_absence(tmp_path: Path) -> None:
    big = write(tmp_path, "#" * (SIZE_LIMIT + 1))
    with pytest.raises(ContentError, match="at most"):
        load_yaml(big, COMPANY)
    big.write_bytes(b"name: ok\n# caf\xe9\n")
    with pytest.raises(ContentError, match="UTF-8") as caught:
        load_yaml(big, COMPANY)
    assert caught.value.line == 2
    with pytest.raises(ContentError, match="no such file"):
        load_yaml(tmp_path / "none.yml", COMPANY)


def test_every_schema_property_is_described() -> None:
    def undescribed(schema: object, where: str) -> list[str]:
        if not isinstance(schema, dict):
            return []
        found = []
        for name, rule in schema.get("properties", {}).items():
            target = schema_of(rule)
            if "description" not in rule and "description" not in target:
                found.append(f"{where}.{name}")
            found += undescribed(target, f"{where}.{name}")
        return found

    def schema_of(rule: dict[str, object]) -> dict[str, object]:
        reference = str(rule.get("$ref", ""))
        return CATALOG["$defs"][reference.rsplit("/", 1)[-1]] if reference else rule

    assert undescribed(COMPANY, "company") == []
    assert undescribed(CATALOG, "catalog") == []
    for name in ("product", "price", "discount"):
        assert undescribed(CATALOG["$defs"][name], name) == []


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("name: A\ncurrency: XXQ\n", 2, "ISO 4217"),
        ("name: A\ncountry: ZZ\n", 2, "ISO 3166"),
        ("name: A\ncountry: EU\n", 2, "ISO 3166"),
        ("name: A\nprivacy_url: javascript:alert(1)\n", 2, "beginning with https://"),
        ('name: "A\\r\\nBcc: b@c.example"\n', 1, "on one line"),
        ("name: A\nopening_hours: {monday: closed}\n", 2, "one of mon, tue, wed"),
        ("name: A\nopening_hours: {mon: '17:00-09:00'}\n", 2, "ending after it starts"),
        ("name: A\nopening_hours: {mon: '9:00-12:00, 11:00-17:00'}\n", 2, "several with commas"),
        ("name: A\nopening_hours: {mon: '09:00-12:00, 11:00-17:00'}\n", 2, "spans in order"),
    ],
)
def test_a_company_that_cannot_be(tmp_path: Path, text: str, line: int, part: str) -> None:
    (tmp_path / "company.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        Company.load(tmp_path)
    assert caught.value.line == line
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        ("Hello, how can I help?", "Hello, how can I help? I'm an AI assistant."),
        ("Mail us your aims.", "Mail us your aims. I'm an AI assistant."),
        ("Hi, I'm Skua, an AI assistant.", "Hi, I'm Skua, an AI assistant."),
        ("Ask our chatbot.", "Ask our chatbot."),
    ],
)
def test_every_greeting_says_that_an_ai_speaks(tmp_path: Path, greeting: str, said: str) -> None:
    text = f"name: A\ncountry: UK\ngreeting: {json.dumps(greeting)}\n"
    (tmp_path / "company.yml").write_text(text, encoding="utf-8")
    company = Company.load(tmp_path)
    assert company.greeting == said
    assert company.country == "GB"
