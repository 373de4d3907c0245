"""Training Rasa's model, only when what it is made of has changed."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from bot.encoder import shared_encoder
from bot.engine import lean
from bot.errors import StartError
from bot.settings import ROOT, Settings

SOURCES = ("config.yml", "domain.yml", "data", "bot/engine/nlu", "bot/encoder.py")
_NOTE = "fingerprint"
_NAME = "baton.tar.gz"
_ALWAYS = "Slot auto-fill has been removed"  # Rasa says so for every domain


def fingerprint(root: Path = ROOT) -> str:
    """Hash of the training data, the configuration, our components and the sentence encoder."""
    digest = hashlib.sha256(shared_encoder().fingerprint.encode())
    for source in SOURCES:
        path = root / source
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.is_file() and file.suffix in {".yml", ".yaml", ".py"}:
                digest.update(file.relative_to(root).as_posix().encode())
                digest.update(b"\0")
                digest.update(file.read_bytes())
                digest.update(b"\0")
    return digest.hexdigest()


def is_trained(settings: Settings) -> bool:
    """Whether the model in `settings.models` is of the present data and configuration."""
    note = settings.models / _NOTE
    return (
        (settings.models / _NAME).exists()
        and note.exists()
        and note.read_text(encoding="utf-8").strip() == fingerprint()
    )


def ensure_model(settings: Settings, say: Callable[[str], None], *, force: bool = False) -> Path:
    """Train if needed; gives the model's file. `say` is told what takes long.

    Raises StartError when Rasa refuses the training data, whose own message says where.
    """
    model = settings.models / _NAME
    if not force and is_trained(settings):
        return model
    say("Training the model; this takes up to a minute …")
    began = time.monotonic()
    # Of what is read now: who edits meanwhile gets another training.
    of = fingerprint()
    for advice in train(ROOT, model):
        say(f"Rasa: {advice}")
    (settings.models / _NOTE).write_text(of + "\n", encoding="utf-8")
    say(f"Trained {model.name} in {time.monotonic() - began:.0f} s.")
    return model


def train(root: Path, model: Path) -> list[str]:
    """Train the Rasa project in the folder `root` into the file `model`, all or nothing.

    Gives what Rasa warns about. Raises StartError when it refuses.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["LOG_LEVEL"] = "WARNING"  # no progress bars, which are a page each in a log
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # what is not read again costs a fifth of the time
    model.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=model.parent, prefix=".training") as folder,
        warnings.catch_warnings(record=True) as caught,
        redirect_stdout(io.StringIO()),  # one line with the temporary name of the model
    ):
        result = _rasa_train(root, Path(folder), model.name.removesuffix(".tar.gz"))
        Path(result).replace(model)
    said = [str(each.message) for each in caught if each.category in {UserWarning, FutureWarning}]
    return [advice for advice in dict.fromkeys(said) if not advice.startswith(_ALWAYS)]


def _rasa_train(root: Path, folder: Path, name: str) -> str:
    if "SklearnIntentClassifier" not in (root / "config.yml").read_text(encoding="utf-8"):
        lean.trust_one_estimator()
    import rasa
    from rasa.shared.exceptions import RasaException
    from rasa.utils.log_utils import configure_structlog

    from bot.engine import patches

    patches.apply_to_training()
    configure_structlog(logging.WARNING)
    logging.getLogger("rasa").setLevel(logging.WARNING)
    try:
        result = rasa.train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=[str(root / "data")],
            output=str(folder),
            # Rasa's cache knows a component by the source of its class alone, not by what that
            # imports.
            force_training=True,
            fixed_model_name=name,
        )
    except (RasaException, SystemExit) as error:
        raise StartError(f"the model cannot be trained: {error}") from error
    if result.model is None:
        raise StartError(
            f"the model cannot be trained (code {result.code}): `rasa data validate` says why"
        )
    return str(result.model)
