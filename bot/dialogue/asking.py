"""The next question in words: of a field, for consent, of the read-back."""

from __future__ import annotations

from bot.dialogue.counting import recount
from bot.dialogue.turn import Turn, button
from bot.leads.details.calls import CALL_TIME
from bot.leads.playbook.fields import Field
from bot.leads.privacy import consent
from bot.leads.qualification import Known, Open, leave, next_step, wording

_ASKED_AT_MOST = 4  # times that one question is put, with others answered in between


def ask(turn: Turn) -> None:
    """Put the next question, or the one that is still open again in other words."""
    progress = turn.progress
    recount(turn)
    step = next_step(progress, turn.services.playbook.qualification)
    if step.field is not None and progress.asked.get(step.field.name, 0) >= _ASKED_AT_MOST:
        leave(progress, step.field.name)  # whatever was said in between each time
        step = next_step(progress, turn.services.playbook.qualification)
    opened = progress.open
    if opened is not None and opened.kind == "suggestion":
        _ask_suggestion(turn, opened)
    elif step.kind == "consent":
        _ask_consent(turn)
    elif step.kind == "confirm":
        if opened is not None and opened.kind == "change":
            _ask_change(turn)
        else:
            _ask_confirmation(turn)
    elif step.field is not None:
        _ask_field(turn, step.field)
    progress.lead_in = ""


def _ask_field(turn: Turn, each: Field) -> None:
    progress = turn.progress
    times = progress.asked.get(each.name, 0)
    question = wording(each, times)
    if times and not progress.lead_in and progress.open == Open("field", each.name):
        question = turn.text("back_to_question", question=question)
    progress.asked[each.name] = times + 1
    progress.open = Open("field", each.name)
    buttons = [(choice.label, button("inform", each.name, choice.value)) for choice in each.choices]
    if each.type == "yes_no":
        buttons = [
            (turn.text("yes"), button("affirm", each.name, "yes")),
            (turn.text("no"), button("deny", each.name, "no")),
        ]
    if not each.required:
        buttons.append((turn.text("skip_button"), button("skip", each.name, "skip")))
    turn.say(_joined(turn, question), buttons)


def _ask_suggestion(turn: Turn, opened: Open) -> None:
    turn.say(
        _joined(turn, turn.text("suggestion", suggestion=opened.suggestion)),
        [
            (
                turn.text("suggestion_yes", suggestion=opened.suggestion),
                button("affirm", "suggestion", "yes"),
            ),
            (turn.text("suggestion_no"), button("deny", "suggestion", "no")),
        ],
    )


def _ask_consent(turn: Turn) -> None:
    progress = turn.progress
    question = consent_text(turn).wording
    if progress.open == Open("consent"):
        # The wording is what is agreed to: only what stands in front of it may vary.
        question = turn.text("consent_again", question=question)
    progress.open = Open("consent")
    turn.say(
        _joined(turn, question),
        [
            (turn.text("consent_yes"), button("affirm", "consent", "yes")),
            (turn.text("consent_no"), button("deny", "consent", "no")),
        ],
    )


def listed(turn: Turn) -> str:
    """What is known of the visitor, a line each, in the playbook's order; empty for nothing."""
    return "\n".join(f"- {known.label}: {known.shown}" for _, known in _in_order(turn))


def _joined(turn: Turn, question: str) -> str:
    """The question behind what is said in front of it, in one message."""
    lead_in = turn.progress.lead_in
    return f"{lead_in}{question}" if lead_in.endswith("\n") else f"{lead_in} {question}".strip()


def _ask_confirmation(turn: Turn) -> None:
    progress = turn.progress
    key = "read_back_again" if progress.read_back else "read_back"
    progress.read_back += 1
    progress.open = Open("confirm")
    turn.say(
        _joined(turn, turn.text(key, lines=listed(turn))),
        [
            (turn.text("confirm_yes"), button("affirm", "confirm", "yes")),
            (turn.text("confirm_change"), button("inform", "confirm", "change")),
            (turn.text("confirm_no"), button("inform", "confirm", "no")),
        ],
    )


def _ask_change(turn: Turn) -> None:
    turn.say(
        _joined(turn, turn.text("change")),
        [(known.label, button("inform", "change", name)) for name, known in _in_order(turn)],
    )


def _in_order(turn: Turn) -> list[tuple[str, Known]]:
    fields = (*turn.services.playbook.qualification.fields, CALL_TIME)
    order = [each.name for each in fields]
    return sorted(turn.progress.details.items(), key=lambda item: order.index(item[0]))


def consent_text(turn: Turn) -> consent.Rendered:
    """The consent question as this visitor reads it."""
    asked = turn.services.playbook.qualification.consent
    company = turn.services.knowledge.company
    return consent.Rendered(
        version=asked.version,
        wording=asked.wording.format(
            privacy_url=company.privacy_url, company=company.name, assistant=company.assistant
        ),
        language=turn.conversation.locale or "en",
    )
