# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions of QGIS as SQL of PostgreSQL: only those which mean the same in both, whatever the values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qgis.core import (
    NULL,
    QgsExpression,
    QgsExpressionNode,
    QgsExpressionNodeBetweenOperator,
    QgsExpressionNodeBinaryOperator,
    QgsExpressionNodeColumnRef,
    QgsExpressionNodeCondition,
    QgsExpressionNodeFunction,
    QgsExpressionNodeInOperator,
    QgsExpressionNodeLiteral,
    QgsExpressionNodeUnaryOperator,
    QgsFields,
)

from ..indicators.pushdown import Value, identifier, literal

TYPES = {
    "int2": "integer", "int4": "integer", "int8": "integer", "float4": "real", "float8": "real", "numeric": "real",
    "bool": "boolean", "text": "text", "varchar": "text",
}  # fmt: skip
"""The types of PostgreSQL whose values are the same in QGIS; not char(n), whose spaces differ, nor times."""

NEAR = 4 * 2.0**-52
"""How near numbers are that QGIS calls equal."""

_Binary = QgsExpressionNodeBinaryOperator.BinaryOperator
_Unary = QgsExpressionNodeUnaryOperator.UnaryOperator

_ARITHMETIC = {_Binary.boPlus: "+", _Binary.boMinus: "-", _Binary.boMul: "*", _Binary.boDiv: "/"}
_LOGIC = {_Binary.boAnd: "AND", _Binary.boOr: "OR"}
_ORDER = {_Binary.boLT: "<", _Binary.boLE: "<=", _Binary.boGT: ">", _Binary.boGE: ">="}
_EQUAL = {_Binary.boEQ: "", _Binary.boNE: "NOT "}
_IS = {_Binary.boIs: "IS NULL", _Binary.boIsNot: "IS NOT NULL"}
_LIKE = {
    _Binary.boLike: "LIKE", _Binary.boNotLike: "NOT LIKE", _Binary.boILike: "ILIKE", _Binary.boNotILike: "NOT ILIKE",
}  # fmt: skip


class _Differs(Exception):
    """It does not mean the same in SQL, or may not."""


def translated(expression: str, fields: QgsFields) -> Value | None:
    """The SQL of an expression over a table with these fields (type names are PostgreSQL's); None where it would not give the same.

    Numbers are taken to be finite: QGIS refuses others.
    """
    parsed = QgsExpression(expression)
    if parsed.hasParserError():
        return None
    try:
        return _of(parsed.rootNode(), fields)
    except _Differs:
        return None


def reals_of(expression: str, fields: QgsFields) -> list[str]:
    """The SQL of the columns of an expression that may hold numbers which are not finite."""
    known = [fields.lookupField(name) for name in QgsExpression(expression).referencedColumns()]
    return [_column(fields, place).sql for place in known if place >= 0 and TYPES.get(fields.at(place).typeName()) == "real"]


def _of(node: QgsExpressionNode, fields: QgsFields) -> Value:
    for kind, turn in _NODES.items():
        if isinstance(node, kind):
            return turn(node, fields)
    raise _Differs


def _column(fields: QgsFields, place: int) -> Value:
    column, kind = identifier(fields.at(place).name()), TYPES.get(fields.at(place).typeName())
    if kind is None:
        raise _Differs
    casts = {"text": f'{column}::text COLLATE "C"', "real": f"{column}::float8"}
    if fields.at(place).typeName() == "float4":  # QGIS reads what is written: 0.1, not the nearest number of four bytes
        casts["real"] = f"{column}::text::float8"
    return Value(casts.get(kind, column), kind)


def _named(node: QgsExpressionNodeColumnRef, fields: QgsFields) -> Value:
    place = fields.lookupField(node.name())
    if place < 0:
        raise _Differs
    return _column(fields, place)


def _literal(node: QgsExpressionNodeLiteral, _: QgsFields) -> Value:
    value = node.value()
    if isinstance(value, bool):
        return Value("true" if value else "false", "boolean")
    if isinstance(value, (int, float)):
        kind = "integer" if isinstance(value, int) else "real"
        return Value(f"'{value!r}'::{'int8' if kind == 'integer' else 'float8'}", kind)
    if isinstance(value, str) and "\0" not in value:
        return Value(f'{literal(value)}::text COLLATE "C"', "text")
    raise _Differs


def _is_null(node: QgsExpressionNode) -> bool:
    return isinstance(node, QgsExpressionNodeLiteral) and (node.value() is None or node.value() == NULL)


def _number(value: Value) -> str:
    if value.kind not in ("integer", "real"):
        raise _Differs
    return value.number


def _condition(value: Value) -> str:
    if value.kind != "boolean":
        raise _Differs
    return value.sql


def _equal(one: Value, other: Value) -> str:
    if one.kind == other.kind and one.kind in ("text", "boolean"):
        return f"({one.sql} = {other.sql})"
    first, second = _number(one), _number(other)
    if one.kind == other.kind == "integer":
        return f"({first} = {second})"
    return f"(abs({first} - {second}) <= {NEAR!r})"


def _binary(node: QgsExpressionNodeBinaryOperator, fields: QgsFields) -> Value:
    operator = node.op()
    if operator in _IS:
        if not _is_null(node.opRight()):
            raise _Differs
        return Value(f"({_of(node.opLeft(), fields).sql} {_IS[operator]})", "boolean")
    left, right = _of(node.opLeft(), fields), _of(node.opRight(), fields)
    if operator in _LOGIC:
        return Value(f"({_condition(left)} {_LOGIC[operator]} {_condition(right)})", "boolean")
    if operator in _EQUAL:
        return Value(f"({_EQUAL[operator]}{_equal(left, right)})", "boolean")
    if operator in _ORDER:
        return Value(f"({_number(left)} {_ORDER[operator]} {_number(right)})", "boolean")
    if operator in _ARITHMETIC:
        below = _number(right)
        below = f"nullif({below}, 0)" if operator == _Binary.boDiv else below
        return Value(f"({_number(left)} {_ARITHMETIC[operator]} {below})", "real")
    if operator in _LIKE and left.kind == "text":
        return Value(f"({left.sql} {_LIKE[operator]} {_pattern(node.opRight(), 'ILIKE' in _LIKE[operator])})", "boolean")
    if operator == _Binary.boConcat and left.kind == right.kind == "text":
        return Value(f"({left.sql} || {right.sql})", "text")
    raise _Differs


def _pattern(node: QgsExpressionNode, folded: bool) -> str:
    """A pattern that both read alike: written out, without escapes, and where capitals do not count, of letters that have one small
    letter only (k and s have others in Unicode).
    """
    written = node.value() if isinstance(node, QgsExpressionNodeLiteral) else None
    if not isinstance(written, str) or "\\" in written or "\0" in written:
        raise _Differs
    if folded and (not written.isascii() or set("kKsS") & set(written)):
        raise _Differs
    return f'{literal(written)} COLLATE "C"'


def _unary(node: QgsExpressionNodeUnaryOperator, fields: QgsFields) -> Value:
    operand = _of(node.operand(), fields)
    if node.op() == _Unary.uoNot:
        return Value(f"(NOT {_condition(operand)})", "boolean")
    if not isinstance(node.operand(), QgsExpressionNodeLiteral):  # QGIS gives 0 for minus a missing number, or refuses it
        raise _Differs
    return Value(f"(- {_number(operand)})", "real")


def _among(node: QgsExpressionNodeInOperator, fields: QgsFields) -> Value:
    asked = _of(node.node(), fields)
    choices = node.list().list()
    equal = ["NULL::boolean" if _is_null(choice) else _equal(asked, _of(choice, fields)) for choice in choices]
    if not equal:
        raise _Differs
    found = f"({' OR '.join(equal)})"
    return Value(f"(NOT {found})" if node.isNotIn() else found, "boolean")


def _between(node: QgsExpressionNodeBetweenOperator, fields: QgsFields) -> Value:
    asked, low, high = (_number(_of(each, fields)) for each in (node.node(), node.lowerBound(), node.higherBound()))
    return Value(f"({asked} {'NOT ' if node.negate() else ''}BETWEEN {low} AND {high})", "boolean")


def _alike(values: list[Value]) -> tuple[list[str], str]:
    """The SQL of values that are of one kind, and the kind."""
    kinds = {value.kind for value in values}
    if kinds <= {"integer", "real"}:
        return [_number(value) for value in values], "real"
    if len(kinds) != 1:
        raise _Differs
    return [value.sql for value in values], kinds.pop()


def _chosen(node: QgsExpressionNodeCondition, fields: QgsFields) -> Value:
    conditions = [_condition(_of(each.whenExp(), fields)) for each in node.conditions()]
    results = [each.thenExp() for each in node.conditions()] + ([node.elseExp()] if node.elseExp() is not None else [])
    answers, kind = _alike([_of(each, fields) for each in results])
    otherwise = f" ELSE {answers[-1]}" if node.elseExp() is not None else ""
    cases = " ".join(f"WHEN {condition} THEN {answer}" for condition, answer in zip(conditions, answers))
    return Value(f"(CASE {cases}{otherwise} END)", kind)


def _function(node: QgsExpressionNodeFunction, fields: QgsFields) -> Value:
    name = QgsExpression.Functions()[node.fnIndex()].name()
    arguments = [_of(each, fields) for each in node.args().list()] if node.args() is not None else []
    if name == "abs" and len(arguments) == 1:
        return Value(f"abs({_number(arguments[0])})", "real")
    if name == "coalesce" and arguments:
        answers, kind = _alike(arguments)
        return Value(f"coalesce({', '.join(answers)})", kind)
    if name == "if" and len(arguments) == 3:
        (yes, no), kind = _alike(arguments[1:])
        return Value(f"(CASE WHEN {_condition(arguments[0])} THEN {yes} ELSE {no} END)", kind)
    raise _Differs


_NODES: Mapping[type, Callable[..., Value]] = {
    QgsExpressionNodeLiteral: _literal,
    QgsExpressionNodeColumnRef: _named,
    QgsExpressionNodeBinaryOperator: _binary,
    QgsExpressionNodeUnaryOperator: _unary,
    QgsExpressionNodeInOperator: _among,
    QgsExpressionNodeBetweenOperator: _between,
    QgsExpressionNodeCondition: _chosen,
    QgsExpressionNodeFunction: _function,
}
