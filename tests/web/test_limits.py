from __future__ import annotations

import pytest

from bot.errors import TooManyRequests
from bot.web.limits import Window


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_window_slides() -> None:
    clock = Clock()
    window = Window(2, 60, "messages", clock)
    window.hit("a")
    clock.now += 40
    window.hit("a")
    with pytest.raises(TooManyRequests) as refused:
        window.hit("a")
    assert refused.value.retry_after == 20
    clock.now += 20
    window.hit("a")  # the first is out of the window, the second is not
    with pytest.raises(TooManyRequests) as refused:
        window.hit("a")
    assert refused.value.retry_after == 40


def test_keys_do_not_share() -> None:
    window = Window(1, 60, "messages", Clock())
    window.hit("a")
    window.hit("b")


def test_a_refused_act_does_not_count() -> None:
    clock = Clock()
    window = Window(1, 10, "messages", clock)
    window.hit("a")
    for _ in range(20):
        clock.now += 0.4
        with pytest.raises(TooManyRequests):
            window.hit("a")
    clock.now += 2.1
    window.hit("a")


def test_idle_keys_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.limits._SWEEP_AT", 100)
    clock = Clock()
    window = Window(1, 10, "messages", clock)
    for n in range(100):
        window.hit(str(n))
    clock.now += 11
    window.hit("new")
    assert len(window._acts) == 1
