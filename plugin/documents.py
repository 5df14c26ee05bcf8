# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything a user can write is JSON checked by a JSON Schema of resources/schemas, with errors that name the line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .messages import VigieError, translate
from .requirements import fastjsonschema

SCHEMAS = Path(__file__).resolve().parents[1] / "resources" / "schemas"


def load_document(path: Path, schema: str) -> dict:
    """The JSON document of `path`, valid for ``resources/schemas/<schema>.schema.json``.

    Raises a `VigieError` that names the file, the line, the field and what was expected.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text)
    except OSError as error:
        raise VigieError(
            translate("documents", "{file} cannot be read: {why}.").format(file=path, why=error.strerror or error)
        ) from error
    except UnicodeDecodeError as error:
        raise VigieError(translate("documents", "{file} is not UTF-8 text.").format(file=path.name), str(error)) from error
    except json.JSONDecodeError as error:
        raise VigieError(
            translate("documents", "{file}, line {line}: this is not valid JSON ({why}).").format(
                file=path.name, line=error.lineno, why=error.msg
            )
        ) from error
    try:
        _validator(schema)(document)
    except fastjsonschema().JsonSchemaValueException as error:
        steps = error.path[1:]
        raise VigieError(
            translate("documents", "{file}, line {line}, field “{field}”: {why}.").format(
                file=path.name, line=_line(text, steps), field=".".join(map(str, steps)) or "–", why=_why(error)
            ),
            str(error),
        ) from error
    return document


@cache
def _validator(schema: str) -> Callable[[Any], Any]:
    return fastjsonschema().compile(json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))


def _why(error: Any) -> str:
    """What was expected, without the name of the variable that the validator puts first."""
    message = str(error.message)
    return message[len(str(error.name)) :].strip() if message.startswith(str(error.name)) else message


def _line(text: str, steps: Sequence[str]) -> int:
    """The line of the deepest step that the document has. JSON is YAML, whose nodes know their place."""
    node = yaml.compose(text.expandtabs(), Loader=yaml.SafeLoader)
    line = node.start_mark.line
    for step in steps:
        child = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    line, child = key.start_mark.line, value
        elif isinstance(node, yaml.SequenceNode) and str(step).isdigit() and int(step) < len(node.value):
            child = node.value[int(step)]
            line = child.start_mark.line
        if child is None:
            break
        node = child
    return line + 1
