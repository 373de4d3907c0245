"""Reading files that people write: size limits and encodings. Every error names the file."""

from __future__ import annotations

from pathlib import Path

from bot.errors import ContentError

SIZE_LIMIT = 1_000_000  # bytes in one file
_KINDS = (
    (b"\xff\xfe\x00\x00", "text in UTF-32"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
)


_CONTROL = bytes(range(9)) + bytes(range(14, 32))


def read_text(path: Path, limit: int = SIZE_LIMIT) -> str:
    """The text of a UTF-8 file of at most `limit` bytes; raises ContentError."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise ContentError(path, None, f"{size:,} bytes", f"at most {limit:,} bytes")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ContentError(path, None, "no such file", "a file") from None
    except OSError as error:
        reason = error.strerror or "an unreadable file"
        raise ContentError(path, None, reason, "a readable file") from None
    kind = _kind_of(data)
    if kind:
        raise ContentError(path, None, kind, "text saved as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x}, which is not UTF-8 but may be Latin-1"
        raise ContentError(path, line, found, "text saved as UTF-8") from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise ContentError(path, line, "a NUL character", "text saved as UTF-8")
    return text


def _kind_of(data: bytes) -> str:
    """What a file is when it is clearly no text in UTF-8, else an empty text."""
    for start, kind in _KINDS:
        if data.startswith(start):
            return kind
    begin = data[:4096]
    if 0 not in begin:
        return ""
    # Latin letters in UTF-16 have a zero beside each.
    odd, even = begin[1::2].count(0), begin[::2].count(0)
    if max(odd, even) >= 0.4 * len(begin[1::2]) and min(odd, even) <= 0.02 * len(begin):
        return "text in UTF-16"
    return (
        "binary data"
        if len(begin) - len(begin.translate(None, _CONTROL)) > 0.01 * len(begin)
        else ""
    )
