"""Leads while everything fails: a minute on each database; `make soak` is the long run."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.faults.crms import Slack
from tests.faults.plan import KINDS, plan
from tests.faults.postgres import PostgresMissing, binaries
from tests.faults.run import run

SECONDS = 45  # of faults; with starting, finishing and looking it takes about a minute
SEED = 31  # the web process is killed once, late enough that a slow machine has served somebody


def test_the_plan_is_the_same_for_the_same_seed_and_has_every_fault() -> None:
    first = [fault for _, fault in zip(range(SECONDS), plan(SEED), strict=False)]
    assert first == [fault for _, fault in zip(range(SECONDS), plan(SEED), strict=False)]
    assert {fault.kind for fault in first} == set(KINDS)
    assert [fault.at for fault in first] == list(range(1, SECONDS + 1))
    other = [fault for _, fault in zip(range(SECONDS), plan(SEED + 1), strict=False)]
    assert first != other


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_no_lead_is_lost_or_doubled(kind: str, tmp_path: Path) -> None:
    if kind == "postgresql":
        try:
            binaries()
        except PostgresMissing as error:
            # A developer's machine may have none; `.ci/run` installs it, so CI never comes here.
            pytest.skip(str(error))
    outcome = run(kind, tmp_path, seed=SEED, seconds=SECONDS)
    assert not outcome.problems, "\n".join([str(outcome), *outcome.problems, *outcome.evidence])
    assert outcome.acknowledged > 0, str(outcome)


def test_a_request_whose_sender_was_killed_is_none() -> None:
    slack = Slack()
    try:
        for sent in (b'{"te', b'{"text": "x"}'):
            with socket.create_connection(("127.0.0.1", int(slack.url.rpartition(":")[2]))) as line:
                line.sendall(b"POST /s HTTP/1.1\r\nhost: x\r\ncontent-length: 13\r\n\r\n" + sent)
                line.shutdown(socket.SHUT_WR)
                while line.recv(4096):
                    pass  # until it hangs up
    finally:
        slack.stop()
    assert slack.taken.wrong == ['Slack /s: a message of no lead, b\'{"text": "x"}\'']
