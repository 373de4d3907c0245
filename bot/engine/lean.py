"""What a process that only answers does not load of Rasa: TensorFlow, plots, other channels.

Rasa imports TensorFlow for the base classes of three training helpers, its plots for a helper of
rule training, and every chat channel's client library for a registry, whether a model needs them
or not. Measured on the same machine, `from rasa.core.agent import Agent`: 17 s and 558 MB as it
is, 6 s and 192 MB without (both with a cold disk). Here placeholders are put in their place before
Rasa is first imported. A model with a component that needs TensorFlow (DIET, TED …) gets
everything as it is.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import tarfile
import types
from pathlib import Path
from typing import Any

from bot.errors import StartError

# Components that run on TensorFlow when they answer, not only when they are trained.
_ON_TENSORFLOW = (
    "diet_classifier",
    "response_selector",
    "convert_featurizer",
    "lm_featurizer",
    "ted_policy",
    "unexpected_intent_policy",
)
# Modules that are used only in training, by the module that imports them, with the names it takes:
# the first two derive from Keras's classes, the third draws with matplotlib.
TRAINING = {
    "rasa.utils.tensorflow.callback": (
        "rasa.utils.train_utils",
        ("RasaTrainingLogger", "RasaModelCheckpoint"),
    ),
    "rasa.utils.tensorflow.data_generator": (
        "rasa.utils.train_utils",
        ("RasaBatchDataGenerator",),
    ),
    "rasa.core.test": ("rasa.core.policies.rule_policy", ("emulate_loop_rejection",)),
}
CHANNELS = "rasa.core.channels"
# What skops imports of others.
_READ_WITH = ("scipy.special", "sklearn.cluster", "sklearn.tree")


def prepare(model: Path) -> bool:
    """Keep out what `model` does not need; to be called before Rasa is imported.

    Gives whether that was done: not when Rasa is loaded already or the model needs TensorFlow.
    Raises StartError when the file is no Rasa model.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    if any(name in sys.modules for name in (*TRAINING, CHANNELS)):
        return False
    used = components(model)
    if any(part in each for each in used for part in _ON_TENSORFLOW):
        return False
    for name, (_, taken) in TRAINING.items():
        sys.modules[name] = _placeholder(name, taken)
    sys.modules[CHANNELS] = _channels()
    if not any("sklearn_intent_classifier" in each for each in used):
        trust_one_estimator()
    return True


def components(model: Path) -> list[str]:
    """The class paths of the components that a model answers with.

    Raises StartError when the file is no Rasa model.
    """
    try:
        with tarfile.open(model) as archive:
            for member in archive:
                if member.name.removeprefix("./") == "metadata.json":
                    file = archive.extractfile(member)
                    nodes = json.load(file)["predict_schema"]["nodes"] if file else {}
                    return [node["uses"] for node in nodes.values()]
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise StartError(f"{model.name} is no Rasa model ({error}): run `baton train`") from error
    raise StartError(f"{model.name} is no Rasa model (no metadata): run `baton train`")


class _OnlyForTraining:
    """In the place of what trains."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("this process does not train; `baton train` does")


def _placeholder(name: str, taken: tuple[str, ...]) -> types.ModuleType:
    module = types.ModuleType(name)
    for each in taken:
        setattr(module, each, type(each, (_OnlyForTraining,), {}))
    return module


def trust_one_estimator() -> None:
    """Import skops, which reads the classifier's file, trusting no estimator but Rasa's one.

    It trusts every class of scikit-learn and every function of numpy and scipy, imports all
    modules of the first and looks through all that are loaded for each of the others: 2 s and up
    to 4 s. A model of anything else is then refused.
    """
    if "skops.io" in sys.modules:
        return
    for name in _READ_WITH:
        importlib.import_module(name)  # not while numpy has no functions
    utils: Any = importlib.import_module("sklearn.utils")
    trusted = importlib.import_module("sklearn.linear_model").LogisticRegression
    numpy: Any = importlib.import_module("numpy")
    every, function = utils.all_estimators, numpy.ufunc
    utils.all_estimators = lambda: [(trusted.__name__, trusted)]
    numpy.ufunc = type("NoFunction", (), {})
    try:
        importlib.import_module("skops.io")
    finally:
        utils.all_estimators, numpy.ufunc = every, function


def _channels() -> types.ModuleType:
    """The package of the channels without the code that imports every one of them.

    Its submodules are found as usual, and what Rasa's core takes from it (`UserMessage`,
    `OutputChannel` …) comes from the one that defines them.
    """
    found = importlib.util.find_spec("rasa")
    if found is None or not found.submodule_search_locations:
        raise StartError("Rasa is not installed: install the locked dependencies")
    package = types.ModuleType(CHANNELS)
    package.__path__ = [str(Path(found.submodule_search_locations[0]) / "core" / "channels")]

    def get(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(f"{CHANNELS}.channel"), name)

    package.__getattr__ = get  # type: ignore[method-assign]  # PEP 562, unknown to the types
    return package
