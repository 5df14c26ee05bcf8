# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything a user can write is JSON checked by a JSON Schema of resources/schemas, with errors that name the line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .messages import VigieError, reason, translate
from .requirements import fastjsonschema

SCHEMAS = Path(__file__).resolve().parents[1] / "resources" / "schemas"


def load_document(path: Path, schema: str) -> dict:
    """The JSON document of `path`, valid for ``resources/schemas/<schema>.schema.json``.

    Raises a `VigieError` that names the file, the line, the field and what was expected.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise VigieError(translate("documents", "{file} cannot be read: {why}.").format(file=path, why=reason(error))) from error
    return read_document(content, path.name, schema)


def read_document(content: bytes, name: str, schema: str) -> dict:
    """The JSON document that those bytes are; `name` is how errors call it. Raises as `load_document` does."""
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise VigieError(translate("documents", "{file} is not UTF-8 text.").format(file=name), str(error)) from error
    except json.JSONDecodeError as error:
        raise VigieError(
            translate("documents", "{file}, line {line}, column {column}: this is not valid JSON.").format(
                file=name, line=error.lineno, column=error.colno
            ),
            str(error),
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number of thousands of digits
        raise VigieError(
            translate(
                "documents", "{file} is not a document of this software: it is nested too deep, or holds absurd numbers."
            ).format(file=name),
            str(error),
        ) from error
    check_part(content, name, [], document, schema)
    return document


def check_part(content: bytes, name: str, steps: Sequence[str | int], part: Any, schema: str) -> None:
    """Check a part of a document, to which `steps` lead, by a schema of its own. Raises as `load_document` does."""
    try:
        _validator(schema)(part)
    except fastjsonschema().JsonSchemaValueException as error:
        place = [*steps, *error.path[1:], *_unknown_fields(error)[:1]]
        raise refusal(content, name, place, _why(error), str(error)) from error


def refusal(content: bytes, name: str, steps: Sequence[str | int], why: str, detail: str = "") -> VigieError:
    """The error for the field of a document to which `steps` lead (names, and places in lists); `why` is what was expected."""
    return VigieError(
        translate("documents", "{file}, line {line}, field “{field}”: {why}.").format(
            file=name, line=_line(content.decode("utf-8-sig"), steps), field=".".join(map(str, steps)) or "–", why=why
        ),
        detail,
    )


def _refuse_constant(name: str) -> None:
    """NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


@cache
def _validator(schema: str) -> Callable[[Any], Any]:
    return fastjsonschema().compile(json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))


def _unknown_fields(error: Any) -> list[str]:
    """The fields that the schema does not know."""
    return sorted(set(error.value) - set(error.definition.get("properties", ()))) if error.rule == "additionalProperties" else []


def _why(error: Any) -> str:
    """What was expected, in the user's language."""
    expected = error.rule_definition
    sentences = {
        "additionalProperties": translate("documents", "no such field is known"),
        "required": translate("documents", "it lacks {expected}"),
        "type": translate("documents", "it must be of type {expected}"),
        "enum": translate("documents", "it must be one of {expected}"),
        "const": translate("documents", "it must be {expected}"),
        "pattern": translate("documents", "it does not have the form {expected}"),
        "format": translate("documents", "it must be a {expected}"),
        "minLength": translate("documents", "it must have {expected} characters at least"),
        "minItems": translate("documents", "it must have {expected} items at least"),
        "maxLength": translate("documents", "it must have {expected} characters at most"),
        "maxItems": translate("documents", "it must have {expected} items at most"),
        "maxProperties": translate("documents", "it must have {expected} fields at most"),
        "minProperties": translate("documents", "it must have {expected} fields at least"),
        "minimum": translate("documents", "it must be {expected} at least"),
        "maximum": translate("documents", "it must be {expected} at most"),
    }
    if error.rule == "required":
        expected = [name for name in expected if name not in error.value]
    listed = ", ".join(map(str, expected)) if isinstance(expected, list) else expected
    sentence = sentences.get(error.rule, translate("documents", "it does not follow the schema (rule “{rule}”)"))
    return sentence.format(expected=listed, rule=error.rule)


def _line(text: str, steps: Sequence[str | int]) -> int:
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
