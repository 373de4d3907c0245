"""Checks, without a network, that the locks are of pyproject.toml and hold no addresses."""

from __future__ import annotations

import re
import sys
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", re.MULTILINE)


def problems(wanted: list[str], lock: str, name: str) -> list[str]:
    """What is wrong with the text of a lock, a line each."""
    pins = {canonicalize_name(pin): version for pin, version in _PIN.findall(lock)}
    found = []
    for line in wanted:
        requirement = Requirement(line)
        version = pins.get(canonicalize_name(requirement.name))
        if version is None:
            found.append(f"{name}: {requirement.name} is missing; run `make lock`")
        elif not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{name}: {requirement.name} {version} is not {requirement.specifier}")
    if re.search(r"https?://|file:|^--(index|extra|find)", lock, re.MULTILINE):
        found.append(f"{name}: holds an address")
    hashed = re.findall(r"^\S+==\S+(?: ;.*)? \\$", lock, re.MULTILINE)
    unhashed = len(_PIN.findall(lock)) - len(hashed)
    if unhashed:
        found.append(f"{name}: {unhashed} packages without hashes")
    return found


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = project["dependencies"]
    development = project["optional-dependencies"]["dev"]
    found = []
    for name, wanted in (
        ("requirements.lock", runtime),
        ("requirements-dev.lock", [*runtime, *development]),
    ):
        found += problems(wanted, (ROOT / name).read_text(encoding="utf-8"), name)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
