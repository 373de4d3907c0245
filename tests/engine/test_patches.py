from __future__ import annotations

import ast
import json
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import lean, patches
from bot.errors import StartError

ROOT = Path(__file__).parents[2]


def test_every_patched_name_is_still_there() -> None:
    for owner, name in patches.PATCHED:
        assert hasattr(owner, name), f"{owner.__name__}.{name}"


def tree(module: str) -> ast.Module:
    """The source of a module of Rasa, which need not be imported for it."""
    folder = Path(rasa.__file__).parent
    path = folder.joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text())


def test_what_is_left_out_is_what_rasa_takes_from_there() -> None:
    for name, (user, names) in lean.TRAINING.items():
        body = tree(name).body
        defined = {n.name for n in body if isinstance(n, (ast.ClassDef, ast.FunctionDef))}
        assert set(names) <= defined
        using = list(ast.walk(tree(user)))
        taken = {
            each.name
            for node in using
            if isinstance(node, ast.ImportFrom) and node.module == name
            for each in node.names
        }
        taken |= {
            node.attr
            for node in using
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == name
        }
        assert taken == set(names)


def test_rules_emulate_rejections_only_in_training() -> None:
    def users(of: str) -> list[str]:
        return [
            node.name
            for node in ast.walk(tree("rasa.core.policies.rule_policy"))
            if isinstance(node, ast.FunctionDef) and of in ast.unparse(node) and node.name != of
        ]

    # The one that uses it is reached from `train` alone.
    assert users("rasa.core.test.") == ["_predicted_action_name"]
    assert users("_predicted_action_name") == ["_run_prediction_on_trackers"]
    finders = users("_run_prediction_on_trackers")
    assert finders == ["_collect_rule_sources", "_find_contradicting_and_used_in_stories_rules"]
    assert all(users(finder) == ["_analyze_rules"] for finder in finders)
    assert users("_analyze_rules") == ["train"]


def test_what_rasa_takes_from_its_channels_is_in_the_one_that_is_loaded() -> None:
    taken = {
        each.name
        for module in (
            "rasa.engine.constants",
            "rasa.nlu.test",
            "rasa.core.actions.two_stage_fallback",
            "rasa.core.actions.loops",
            "rasa.core.actions.forms",
            "rasa.core.test",
            "rasa.core.http_interpreter",
        )
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom) and node.module == lean.CHANNELS
        for each in node.names
    }
    channel = tree(f"{lean.CHANNELS}.channel")
    assert taken
    assert taken <= {node.name for node in channel.body if isinstance(node, ast.ClassDef)}


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "__version__", "3.6.22")
    with pytest.raises(StartError, match=r"Rasa 3\.6\.22 is installed, 3\.6\.21 is needed"):
        patches.apply()


def test_the_quick_check_of_results_refuses_what_the_slow_one_refused() -> None:
    patches.apply()
    action = RemoteAction("action_x", None)
    good = {
        "events": [{"event": "slot", "timestamp": None, "name": "a", "value": 1}],
        "responses": [{"text": "b"}],
    }
    assert action._validate_action_result(good) is True
    for bad in ({"events": "none"}, {"events": [{"name": "no event"}]}, [], {"responses": ["x"]}):
        with pytest.raises(ValueError, match="action action_x gave"):
            action._validate_action_result(bad)


def test_components_run_behind_what_they_need() -> None:
    needs = {"d": ["b", "c"], "b": ["a"], "c": ["a", "in"], "a": ["in"]}
    order = patches._in_order(needs, {"in"})
    assert sorted(order) == ["a", "b", "c", "d"]
    inner = [(name, need) for name in needs for need in needs[name] if need in needs]
    assert all(order.index(need) < order.index(name) for name, need in inner)
    with pytest.raises(StartError, match="circle"):
        patches._in_order({"a": ["b"], "b": ["a"]}, set())


def test_the_check_of_results_is_quick() -> None:
    patches.apply()
    action = RemoteAction("action_x", None)
    began = time.perf_counter()
    for _ in range(20):
        action._validate_action_result({"events": [], "responses": [{"text": "b"}]})
    assert (time.perf_counter() - began) / 20 < 0.005  # Rasa's own: about 0.02 s


def test_an_answering_process_loads_no_tensorflow_and_no_other_channels(
    model: Path, tmp_path: Path
) -> None:
    code = f"""
import asyncio, sys
from types import SimpleNamespace
from pathlib import Path
from bot.engine.agent import Engine
from bot.storage.database import Database
from bot.storage.tables import RasaEvent

async def main():
    database = Database("sqlite://")
    RasaEvent.__table__.create(database.engine)
    services = SimpleNamespace(
        settings=SimpleNamespace(models=Path({str(model.parent)!r})), database=database
    )
    engine = await Engine.start(services, "tests.engine.tiny_actions")
    print([reply.text for reply in await engine.respond("c", "count", message_id=1)])
    await engine.stop()

asyncio.run(main())
loaded = [name for name in sys.modules if name.split(".")[0] in
          ("tensorflow", "keras", "matplotlib", "aiogram", "slack_sdk", "webexteamssdk")]
assert not loaded, loaded
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["['1']"]
    assert done.stderr == ""


def archive(file: Path, uses: list[str]) -> Path:
    description = file.parent / "metadata.json"
    nodes = {str(number): {"uses": use} for number, use in enumerate(uses)}
    description.write_text(json.dumps({"predict_schema": {"nodes": nodes}}))
    with tarfile.open(file, "w:gz") as tar:
        tar.add(description, "metadata.json")
    return file


def test_a_model_that_needs_tensorflow_gets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*lean.TRAINING, lean.CHANNELS):
        monkeypatch.delitem(sys.modules, name, raising=False)
    heavy = archive(tmp_path / "a.tar.gz", ["rasa.nlu.classifiers.diet_classifier.DIETClassifier"])
    assert lean.prepare(heavy) is False
    assert not any(name in sys.modules for name in lean.TRAINING)


def test_what_is_left_out_says_so_when_it_is_used_after_all() -> None:
    placeholder = lean._placeholder("x", ("RasaBatchDataGenerator",))
    with pytest.raises(RuntimeError, match="does not train"):
        placeholder.RasaBatchDataGenerator([], batch_size=1)


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    file = tmp_path / "m.tar.gz"
    for content in (b"", b"no archive"):
        file.write_bytes(content)
        with pytest.raises(StartError, match="no Rasa model"):
            lean.components(file)
    with tarfile.open(file, "w:gz"):
        pass
    with pytest.raises(StartError, match="no metadata"):
        lean.components(file)


class Rules:
    """What the patched lookup reads of a policy whose one rule has this user state."""

    def __init__(self, user: dict[str, str]) -> None:
        self.lookup = {"rules": {json.dumps([{"user": user}]): "action_answer"}}

    def _rule_key_to_state(self, key: str) -> list[dict[str, dict[str, str]]]:
        return list(json.loads(key))


def test_rules_by_words_are_looked_for_only_where_there_are_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = ("action_answer", "rule", False)
    monkeypatch.setattr(patches, "_find_action_from_rules", lambda *_: found)
    by_intent, by_words = Rules({"intent": "ask"}), Rules({"text": "hello"})
    assert patches._without_texts(by_intent, None, None, True) == (None, None, False)
    assert patches._without_texts(by_intent, None, None, False) == found
    assert patches._without_texts(by_words, None, None, True) == found


def test_in_training_messages_are_told_apart_without_digests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patches.apply_to_training()

    def digest(self: Message) -> str:
        raise AssertionError("made")

    hi, bye = Message({"text": "hi"}), Message({"text": "bye"})
    with monkeypatch.context() as without:
        without.setattr(Message, "fingerprint", digest)
        assert len(TrainingData([hi, bye]).training_examples) == 2
    # The same text twice: once for one intent, twice for two.
    told = [Message({"text": "hi", "intent": intent}) for intent in ("a", "a", "b")]
    assert [each.get("intent") for each in TrainingData(told).training_examples] == ["a", "b"]
