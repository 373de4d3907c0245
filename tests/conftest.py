"""For every test: order, no deadline for an example, and that nothing is skipped in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# Fast ones first: what is broken shows early.
ORDER = (
    "leads",
    "knowledge",
    "dialogue",
    "storage",
    "delivery",
    "chat",
    "web",
    "engine",
    "conversations",
    "faults",
    "browser",
)
ROOT = Path(__file__).parent

_skipped: list[str] = []


def _place(item: pytest.Item) -> tuple[bool, bool, bool, int]:
    folder = item.path.relative_to(ROOT).parts[0]
    room = ORDER.index(folder) if folder in ORDER else -1
    browser = item.get_closest_marker("browser") is not None or folder == "browser"
    slow = item.get_closest_marker("slow") is not None
    # The faults last: they take both cores, and the longest.
    return slow and folder == "faults", browser, slow, room


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failure: what it needs was to be installed."""
    if os.environ.get("CI") == "true" and _skipped:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") == "true" and _skipped:
        terminalreporter.section("skipped, which fails in CI")
        for line in _skipped:
            terminalreporter.line(line)
