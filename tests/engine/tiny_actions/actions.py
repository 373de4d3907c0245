from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet


class _Tiny(Action):
    action = ""

    def name(self) -> str:
        return self.action


class SayHello(_Tiny):
    action = "action_say_hello"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(
            text="Hello.\n\nTwo paragraphs, one message.",
            buttons=[{"title": "Count", "payload": '/count{"pressed": "yes"}'}],
            sources=[{"path": "pages/hello.md", "line": 3}],
            revision="r1",
            kind="answer",
        )
        dispatcher.utter_message(text="And a second message.")
        return [SlotSet("mood", None)]


class SayEager(_Tiny):
    action = "action_say_eager"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text=f"Hello again, mood {tracker.get_slot('mood')}.")
        return []


class Answer(_Tiny):
    action = "action_answer"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text="Because.")
        return [SlotSet("eager", not tracker.get_slot("eager"))]


class Break(_Tiny):
    action = "action_break"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise RuntimeError("a wire is loose")


class SayNothing(_Tiny):
    action = "action_say_nothing"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        return []


class Look(_Tiny):
    """Says what of the message arrives at an action."""

    action = "action_look"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        latest = tracker.latest_message
        dispatcher.utter_message(
            text=json.dumps({"text": latest["text"], "metadata": latest["metadata"]})
        )
        return []


class Count(_Tiny):
    action = "action_count"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        counted = int(tracker.get_slot("counted") or 0) + 1
        pressed = next(tracker.get_latest_entity_values("pressed"), None)
        dispatcher.utter_message(text=f"{counted}" + (f" pressed {pressed}" if pressed else ""))
        return [SlotSet("counted", counted)]


class SayUnknown(_Tiny):
    action = "action_say_unknown"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text="Unknown.")
        return []


class Ask(_Tiny):
    action = "action_ask_tiny_form_answer"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text="What is the answer?")
        return []


class Validate(_Tiny):
    """Takes only an answer of two words."""

    action = "validate_tiny_form"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        said = str(tracker.latest_message["text"])
        if tracker.get_slot("answer") is None:
            return []
        return [SlotSet("answer", said if len(said.split()) == 2 else None)]


class SayDone(_Tiny):
    action = "action_say_done"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text=f"Done: {tracker.get_slot('answer')}.")
        return [SlotSet("answer", None)]
