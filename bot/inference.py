"""How the bundled ONNX models are run."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

THREADS = min(2, os.cpu_count() or 1)  # a query: 4.4 ms on one, 3.4 ms on two

# A processor without VNNI adds up products of 8 bits in 16, which overflow: what is answered would
# hang on the machine. So sums are exact: a seventh more time on such a one, none elsewhere.
_EXACT = "1"


@lru_cache(maxsize=4)
def model_digest(path: Path) -> str:
    """Changes whenever the same input would get another output: with the file, or how it is run."""
    return hashlib.sha256(path.read_bytes() + _EXACT.encode()).hexdigest()


def session_of(path: Path, threads: int) -> Any:
    """An inference session of a model file.

    Threads that spin while they wait take the cores from the rest of a turn (14 ms became 18 on two
    cores); the arena would keep what the largest batch ever needed, 200 MB after indexing.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.x64quantprecision", _EXACT)
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
