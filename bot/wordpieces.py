"""Word pieces of BERT's uncased vocabulary: what the bundled models read.

Source: Wu et al. 2016 (WordPiece), Devlin et al. 2019 (the vocabulary); blingfire brings both.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

BEGIN, SEPARATOR, UNKNOWN = 101, 102, 100


def word_pieces(text: str, most: int) -> list[int]:
    """The ids of a text's word pieces, without marks around them; the first `most` of them."""
    import blingfire

    # blingfire stops at a NUL, and pads with zeros, which no word piece has.
    clean = text.replace("\x00", " ")
    found = blingfire.text_to_ids(_model(), clean, most, UNKNOWN)
    pieces: list[int] = found[found != 0].tolist()
    return pieces


@lru_cache(maxsize=1)
def _model() -> Any:
    import blingfire

    return blingfire.load_model(str(Path(blingfire.__file__).parent / "bert_base_tok.bin"))
