"""Threads that do things at the same time, and are waited for by nobody when the process ends."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Crew:
    """So many threads, kept from one time to the next.

    They are daemons, which the pools of the standard library are not: a server that hangs would
    hold up the end of the process.
    """

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._begun = False

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """Do `work` with each item; gives what came of each, in their order, when all is done."""
        if len(items) == 1:
            return [work(items[0])]
        if not self._begun:
            self._begin()
        futures: list[Future[Result]] = [Future() for _ in items]
        for item, future in zip(items, futures, strict=True):
            self._tasks.put(partial(_fulfil, future, work, item))
        return [future.result() for future in futures]

    def _begin(self) -> None:
        self._begun = True
        for _ in range(self._size):
            threading.Thread(
                target=_serve, args=(self._tasks,), name=self._name, daemon=True
            ).start()
        weakref.finalize(self, _dismiss, self._tasks, self._size)


def _serve(tasks: SimpleQueue[Callable[[], None] | None]) -> None:
    while (task := tasks.get()) is not None:
        task()


def _dismiss(tasks: SimpleQueue[Callable[[], None] | None], size: int) -> None:
    for _ in range(size):
        tasks.put(None)


def _fulfil(future: Future[Result], work: Callable[[Item], Result], item: Item) -> None:
    try:
        future.set_result(work(item))
    except BaseException as error:  # noqa: BLE001  # raised where it is waited for
        future.set_exception(error)
