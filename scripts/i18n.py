#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Collect the strings that ``translate("context", "text")`` marks in the sources into i18n/*.ts, keeping translations.

pylupdate5 loses literals that Python joins over several lines; the syntax tree does not.

    scripts/i18n.py            collect
    scripts/i18n.py check      exit 1 when a string lacks its translation, or the files are not up to date
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"fr": "fr_FR"}


def marked(path: Path) -> list[tuple[str, str]]:
    """Context and text of every call in a file."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    found = []
    for call in calls:
        if getattr(call.func, "id", None) != "translate":
            continue
        if len(call.args) != 2 or not all(isinstance(item, ast.Constant) and isinstance(item.value, str) for item in call.args):
            raise SystemExit(f"{path}:{call.lineno}: translate() takes two literal strings")
        found.append((call.args[0].value, call.args[1].value))
    return found


def collect() -> dict[str, list[str]]:
    """The texts of all sources, by context, in order."""
    contexts: dict[str, list[str]] = {}
    for path in sorted((ROOT / "plugin").rglob("*.py")):
        if "vendor" in path.parts:
            continue
        for context, text in marked(path):
            texts = contexts.setdefault(context, [])
            if text not in texts:
                texts.append(text)
    return dict(sorted(contexts.items()))


def translations(path: Path) -> dict[tuple[str, str], str]:
    """What is already translated."""
    if not path.exists():
        return {}
    tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))
    return {
        (context.findtext("name"), message.findtext("source")): message.findtext("translation") or ""
        for context in tree.iter("context")
        for message in context.iter("message")
    }


def document(contexts: dict[str, list[str]], known: dict[tuple[str, str], str], locale: str) -> bytes:
    """The .ts file."""
    root = etree.Element("TS", version="2.1", language=locale, sourcelanguage="en")
    for name, texts in contexts.items():
        context = etree.SubElement(root, "context")
        etree.SubElement(context, "name").text = name
        for text in texts:
            message = etree.SubElement(context, "message")
            etree.SubElement(message, "source").text = text
            translated = known.get((name, text), "")
            element = etree.SubElement(message, "translation")
            if translated:
                element.text = translated
            else:
                element.set("type", "unfinished")
    etree.indent(root, "  ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE TS>") + b"\n"


def main(check: bool) -> int:
    contexts = collect()
    status = 0
    for language, locale in LANGUAGES.items():
        path = ROOT / "i18n" / f"vigie_territoriale_{language}.ts"
        known = translations(path)
        made = document(contexts, known, locale)
        missing = [(name, text) for name, texts in contexts.items() for text in texts if not known.get((name, text))]
        if check:
            stale = not path.exists() or path.read_bytes() != made
            for name, text in missing:
                print(f"{path.name}: not translated: [{name}] {text}")
            if stale:
                print(f"{path.name} is not up to date: run make i18n")
            status |= int(bool(missing) or stale)
        else:
            path.write_bytes(made)
            print(f"{path.name}: {sum(map(len, contexts.values()))} strings, {len(missing)} to translate")
    return status


if __name__ == "__main__":
    sys.exit(main("check" in sys.argv[1:]))
