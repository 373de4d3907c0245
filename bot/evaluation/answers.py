"""How often questions are answered right, declined when due, and whether a figure was invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.evaluation.figures import invented
from bot.evaluation.questions import Question
from bot.knowledge import Answer, Knowledge

Verdict = Literal["right", "wrong", "declined", "answered"]


@dataclass(frozen=True)
class Judged:
    """One answer against what was expected.

    `verdict`: "right"; "wrong" (an answer, but not the one); "declined" (though it could have been
    answered); "answered" (though it had to be declined). `why` says what is missing.
    """

    question: Question
    answer: Answer
    verdict: Verdict
    why: str = ""
    invented: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """Counts over a set; rates are of the questions of their kind."""

    answerable: int
    right: int
    wrong: int
    declined: int
    unanswerable: int
    abstained: int
    invented: int

    @property
    def right_rate(self) -> float:
        """Share of the answerable questions that were answered right."""
        return self.right / self.answerable if self.answerable else 1.0

    @property
    def abstention_rate(self) -> float:
        """Share of the unanswerable questions that were declined."""
        return self.abstained / self.unanswerable if self.unanswerable else 1.0


def judge(knowledge: Knowledge, questions: Iterable[Question]) -> list[Judged]:
    """Ask every question and judge what comes back."""
    return [_judged(knowledge, question) for question in questions]


def foreign(knowledge: Knowledge, questions: Iterable[Question]) -> list[Judged]:
    """Ask questions of another company: each that is not `common` has to be declined."""
    found = []
    for question in questions:
        if question.common:
            continue
        answer = knowledge.ask(question.text, question.history)
        verdict: Verdict = "right" if answer.kind == "unknown" else "answered"
        found.append(Judged(question, answer, verdict, "", _invented(knowledge, question, answer)))
    return found


def score(judged: Sequence[Judged]) -> Score:
    """Counts of a judged set."""
    count = Counter((one.question.expect, one.verdict) for one in judged)
    return Score(
        answerable=sum(one.question.expect == "answer" for one in judged),
        right=count["answer", "right"],
        wrong=count["answer", "wrong"],
        declined=count["answer", "declined"],
        unanswerable=sum(one.question.expect == "unknown" for one in judged),
        abstained=count["unknown", "right"],
        invented=sum(bool(one.invented) for one in judged),
    )


def _judged(knowledge: Knowledge, question: Question) -> Judged:
    answer = knowledge.ask(question.text, question.history)
    made_up = _invented(knowledge, question, answer)
    known = answer.kind != "unknown"
    if question.expect == "unknown":
        verdict: Verdict = "answered" if known else "right"
        return Judged(question, answer, verdict, "", made_up)
    if not known:
        return Judged(question, answer, "declined", "", made_up)
    why = _missing(question, answer)
    return Judged(question, answer, "wrong" if why else "right", why, made_up)


def _missing(question: Question, answer: Answer) -> str:
    paths = {source.path for source in answer.sources}
    for wanted in question.pages:
        if not paths & set(wanted.split("|")):
            return f"no source {wanted}"
    text = " ".join(answer.text.casefold().split())
    for wanted in question.says:
        if not any(each.casefold() in text for each in wanted.split("|")):
            return f"does not say {wanted!r}"
    return ""


def _invented(knowledge: Knowledge, question: Question, answer: Answer) -> tuple[str, ...]:
    return tuple(invented(answer, knowledge.folder, (*question.history, question.text)))
