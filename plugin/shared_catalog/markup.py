# SPDX-License-Identifier: GPL-2.0-or-later
"""XML of strangers: parsed without entities nor network under ceilings, and what was taken out of it, in sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from lxml import etree

from ..messages import VigieError, number, translate

MOST_ELEMENTS = 400_000


class Stripped:
    """What was taken out of a document, counted by kind. `functions` are names that its expressions may not call, besides those that
    nobody may.
    """

    def __init__(self, functions: Collection[str] = ()) -> None:
        self.functions = frozenset(functions)
        self._counts: Counter[str] = Counter()

    def note(self, what: str) -> None:
        """One more of that kind; `what` is in the user's language."""
        self._counts[what] += 1

    def sentences(self) -> tuple[str, ...]:
        """A sentence for each kind."""
        told = translate("shared_catalog", "Left out: {what} ({count}).")
        return tuple(told.format(what=what, count=number(count)) for what, count in self._counts.items())


def parsed(content: bytes, name: str, most_bytes: int) -> etree._Element:
    """The root of an XML document, without comments nor processing instructions.

    Raises a `VigieError` when it is too large, not well formed, or declares entities.
    """
    if len(content) > most_bytes:
        raise refused(name, translate("shared_catalog", "it is larger than {size} MB").format(size=number(most_bytes / 1e6, 1)))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        declares = re.search(rb"<!\s*ENTITY", content) is not None
        why = _entities() if declares else translate("shared_catalog", "it is not well-formed XML")
        raise refused(name, why, str(error)) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise refused(name, _entities())
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise refused(name, translate("shared_catalog", "it has more than {count} elements").format(count=number(MOST_ELEMENTS)))
    return root


def _entities() -> str:
    return translate("shared_catalog", "it declares entities")


def refused(name: str, why: str, detail: str = "") -> VigieError:
    """The error for a document that is not used at all."""
    return VigieError(translate("shared_catalog", "{file} is refused: {why}.").format(file=name, why=why), detail)


def written(root: etree._Element) -> bytes:
    """The document without its document type."""
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def remove(element: etree._Element) -> None:
    """Take an element out with all that it holds; the text after it stays."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)


_NOBODY_SET = ("", "0", "{00000000-0000-0000-0000-000000000000}")


def holds_something(element: etree._Element) -> bool:
    """Whether an element says more than the defaults that nobody set."""
    for each in element.iter():
        told = [
            value for key, value in each.attrib.items() if key not in ("type", "name", "key", "tolerant") and each is not element
        ]
        if each.tag == "actionsetting" or any(text.strip() not in _NOBODY_SET for text in (each.text or "", *told)):
            return True
    return False
