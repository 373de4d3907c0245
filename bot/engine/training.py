"""Training Rasa's model, only when what it is made of has changed."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.encoder import shared_encoder
from bot.errors import StartError
from bot.settings import ROOT, Settings

SOURCES = ("config.yml", "domain.yml", "data", "bot/engine/nlu", "bot/encoder.py")
_NOTE = "fingerprint"
_NAME = "baton.tar.gz"


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


def ensure_model(
    settings: Settings, say: Callable[[str], None], *, force: bool = False
) -> Path:
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
    train(ROOT, model)
    (settings.models / _NOTE).write_text(of + "\n", encoding="utf-8")
    say(f"Trained {model.name} in {time.monotonic() - began:.0f} s.")
    return model


def train(root: Path, model: Path) -> None:
    """Train the Rasa project in the folder `root` into the file `model`, all or nothing.

    Raises StartError when Rasa refuses.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import rasa
    from rasa.shared.exceptions import RasaException

    logging.getLogger("rasa").setLevel(logging.WARNING)
    model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training") as folder:
        try:
            result = rasa.train(
                domain=str(root / "domain.yml"),
                config=str(root / "config.yml"),
                training_files=[str(root / "data")],
                output=folder,
                # Rasa's cache knows a component by the source of its class alone, not by what
                # that imports.
                force_training=True,
                fixed_model_name=model.name.removesuffix(".tar.gz"),
            )
        except (RasaException, SystemExit) as error:
            raise StartError(f"the model cannot be trained: {error}") from error
        if result.model is None:
            raise StartError(
                f"the model cannot be trained (code {result.code}): `rasa data validate` says why"
            )
        Path(result.model).replace(model)
