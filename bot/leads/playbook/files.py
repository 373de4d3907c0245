"""Reading a playbook's files and checking them against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from bot.errors import ContentError
from bot.leads.meetings import rules as meetings
from bot.leads.playbook import condition_checks, coverage, parts, standard
from bot.leads.playbook.checks import (
    STANDARD_FIELDS,
    File,
    check_people,
    check_routing,
    check_scoring,
    check_texts,
    checked_fields,
)
from bot.leads.playbook.fields import Field
from bot.leads.playbook.playbook import Playbook
from bot.lines import Lines
from bot.misnamed import misnamed
from bot.schemas import load_schema
from bot.yamlfiles import load_yaml_lines

SCHEMAS = Path(__file__).parent / "schemas"
FILES = (
    "qualification.yml",
    "scoring.yml",
    "routing.yml",
    "reps.yml",
    meetings.FILE,
    "crm.yml",
    "texts.yml",
)
# What a CRM's property may get besides the fields.
CRM_SOURCES = (
    "opted_out",
    "id",
    "first_name",
    "last_name",
    "domain",
    "stage",
    "grade",
    "fit",
    "engagement",
    "owner_email",
    "owner_name",
    "link",
    "page_url",
    "created_at",
)


def load(folder: Path) -> Playbook:
    """See `Playbook.load`."""
    for path, name in misnamed(folder, FILES):
        raise ContentError(path, None, "a name that is not read", repr(name))
    qualification = _read(folder, "qualification")
    scoring = _read(folder, "scoring")
    routing = _read(folder, "routing")
    reps = _read(folder, "reps")
    names = standard.renamings(qualification.data["fields"])
    standard.rename_fields(qualification.data["fields"], names)
    for file in (qualification, scoring, routing):
        standard.rename_conditions(file.data, names)
        condition_checks.normalise(file.data, qualification.data["fields"])
    fields = checked_fields(qualification)
    check_scoring(scoring, fields)
    check_routing(routing, reps, fields)
    check_people(reps, [team["id"] for team in routing.data["teams"]])
    _raise_first(coverage.problems(routing.data, reps.data), routing)
    _raise_first(coverage.circles(qualification.data), qualification)
    check_texts(qualification)
    return Playbook(
        qualification=parts.qualification(qualification.data, fields),
        scoring=parts.scoring(scoring.data),
        routing=parts.routing(routing.data),
        people=tuple(parts.person(each) for each in reps.data["people"]),
        meetings=meetings.read(folder),
        crm=_crm(folder, fields, names),
    )


def checked_profile(
    person: Mapping[str, Any], profile: Mapping[str, Any], teams: Sequence[str]
) -> None:
    """Raise ContentError unless somebody with this profile could stand in reps.yml."""
    known = {key: part for key, part in profile.items() if part is not None}
    data = {"people": [{**person, **known}]}
    schema = load_schema(SCHEMAS / "reps.schema.json")
    for error in Draft202012Validator(schema).iter_errors(data):
        place = ".".join(str(step) for step in list(error.absolute_path)[2:])
        raise ContentError(str(person["id"]), None, f"{place}: {error.message}", "as in reps.yml")
    check_people(File(Path(str(person["id"])), data, Lines()), teams)


def _read(folder: Path, name: str) -> File:
    path = folder / f"{name}.yml"
    data, lines = load_yaml_lines(path, load_schema(SCHEMAS / f"{name}.schema.json"))
    return File(path, data, lines)


def _crm(
    folder: Path, fields: Sequence[Field], names: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """What stands in crm.yml, if there is one: each source a field or a standard value; `names`
    are the standard ones of fields that the playbook calls otherwise."""
    if not (folder / "crm.yml").exists():
        return {}
    file = _read(folder, "crm")
    known = {*CRM_SOURCES, *STANDARD_FIELDS, *names, *(each.name for each in fields)}
    for crm, mapping in file.data.items():
        for name, source in mapping.items():
            file.one_of((crm, name), "field or value", source, known)
    return {
        crm: {name: names.get(source, source) for name, source in mapping.items()}
        for crm, mapping in file.data.items()
    }


def _raise_first(problems: Iterable[coverage.Problem], file: File) -> None:
    for problem in problems:
        raise file.wrong(problem.place, problem.found, problem.expected)
