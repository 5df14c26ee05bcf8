# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a file that GDAL takes for UTF-8 without looking: whether it is, and a copy that is where it is not."""

from __future__ import annotations

import codecs
import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20
ENDS = 1 << 16

_BROKEN = re.compile("[\udc80-\udcff]")


_GARBLED = re.compile("\ufffd|Ã[\u00a0-\u00bf]|├[\u00a0-\u00bf⌐]")
"""What is left of accents that were decoded wrongly before the file was written."""


@dataclass(frozen=True)
class TextFacts:
    """What one pass over the bytes of a file says: how many `accented` characters decode as UTF-8, how many bytes are `broken`
    (do not), how many accents are `garbled` in the text itself, and the first and last bytes (`ENDS` at most).
    """

    accented: int
    broken: int
    garbled: int
    head: bytes
    tail: bytes
    compressed: bool

    @property
    def ascii(self) -> bool:
        """Whether there is nothing but ASCII."""
        return not self.accented and not self.broken

    @property
    def looks_utf8(self) -> bool:
        """Whether it is UTF-8, but for a few characters that were cut in two by fields of fixed width."""
        return self.broken * 50 <= self.accented

    def encoding(self, is_json: bool) -> str:
        """The encoding to read it in; empty when it can be left to GDAL, being UTF-8 or XML that names its own."""
        if self.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16" if is_json else ""
        if not self.broken:
            return ""
        declared = None if is_json else re.match(rb'[^<]*<\?xml[^>]*encoding=["\']([\w.-]+)', self.head)
        if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
            return ""
        return "utf-8" if self.looks_utf8 else "cp1252"


def text_facts(path: Path, start: int = 0) -> TextFacts:
    """Read the file through from byte `start`, decompressing gzip."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")  # what cannot be decoded becomes surrogates
    accented = broken = garbled = 0
    head = tail = b""
    with _reading(path) as stream:
        stream.seek(start)
        while True:
            block = stream.read(BLOCK)
            head += block[: max(0, ENDS - len(head))]
            tail = (tail + block)[-ENDS:]
            text = decoder.decode(block, final=not block)
            if not text.isascii():
                lost = len(_BROKEN.findall(text))
                broken += lost
                accented += len(text) - len(text.encode("ascii", "ignore")) - lost
                garbled += len(_GARBLED.findall(text))
            if not block:
                break
    return TextFacts(accented, broken, garbled, head, tail, _is_gzip(path))


def write_as_utf8(path: Path, encoding: str, folder: Path) -> Path:
    """A copy of the file in `folder`, of the same name less .gz, in UTF-8; bytes that `encoding` does not know become U+FFFD."""
    copy = folder / (path.name[:-3] if path.name.lower().endswith(".gz") else path.name)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with _reading(path) as stream, copy.open("wb") as out:
        while block := stream.read(BLOCK):
            out.write(decoder.decode(block).encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))
    return copy


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _reading(path: Path) -> BinaryIO:
    return gzip.open(path) if _is_gzip(path) else path.open("rb")
