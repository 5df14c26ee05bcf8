# SPDX-License-Identifier: GPL-2.0-or-later
"""Charts of results, as pictures: who is first, how zones are spread, what became of them. It imports no QGIS.

Drawn by matplotlib's objects, without pyplot, which holds a state of its own and may belong to another plugin; every colour is given,
since that plugin may have changed the defaults. A picture says its title, unit, sources and date, on a white ground of its own.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..indicators.definition import Definition
from ..indicators.engine import Result, units_of
from ..layers.palette import CLASS_COLOURS, COUNT, OUTLINE, THEME_COLOURS, centre, nature, tones
from ..messages import VigieError, date, labelled, number, translate
from ..requirements import matplotlib as require_matplotlib
from ..store.tables import source_line
from ..territory.model import told_apart

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SVG, PNG = "svg", "png"
FONT = "DejaVu Sans"
"""It comes with matplotlib, with the narrow spaces and the minus of numbers."""
INK, FAINT, GROUND = "#161616", "#595959", "#ffffff"
INCHES = 9.0
DOTS_PER_INCH = 130
CHARACTERS = 150
"""In a line of the caption."""
MOST_BARS = 25
LOWEST = 3
NEIGHBOURS = 2
"""Zones shown on each side of the territory where it is beyond the first ones."""
MOST_SOURCES = 4
MOST_TICKS = 10
CLEAR = 0.35
"""White around the number of a bar, in heights of its letters: the dashes of a line that is near are not taken for digits."""
LEAST_HUE = 1 / 12
"""Of a turn of the circle of colours, between a line and the bars that it crosses."""
SERIES_STYLES = (
    ("services", "-", "o"), ("mobility", "--", "s"), ("culture", ":", "^"), ("environment", "-.", "D"), ("population", (0, (5, 1)), "v"),
    ("economy", (0, (1, 3)), "P"), ("risks", (0, (3, 1, 1, 1, 1, 1)), "X"), ("planning", (0, (8, 3)), "*"),
)  # fmt: skip
"""Of each line: its colour, its dashes and its markers, so that no line is told by its colour alone."""


class _Line(NamedTuple):
    """A value to compare with, by its name."""

    name: str
    value: float


def ranking(result: Result, fmt: str = SVG, highlight_code: str = "") -> bytes:
    """Bars of the zones that have a value, the highest first: 25 at most, then those about the territory, or about the zone
    `highlight_code`, in the order, and the three lowest. Comparators are lines, save for counts, whose totals are of another size. Of an indicator that tells
    classes, how many zones are in each. As SVG or PNG.
    """
    if result.definition.is_class:
        return _picture(_by_class(result), fmt, result.definition.title, ranking_alt(result))
    return _picture(_ranking(result, highlight_code), fmt, result.definition.title, ranking_alt(result, highlight_code))


def beside(result: Result, fmt: str = SVG) -> bytes:
    """Bars of the territory and of what it is compared with, in that order; those without a value are left out. As SVG or PNG."""
    return _picture(_beside(result), fmt, result.definition.title, beside_alt(result), tight=False)


def distribution(result: Result, highlight_code: str | None = None, fmt: str = SVG) -> bytes:
    """How many zones have which values, with the value of the territory (save for a count) and of the zone `highlight_code` marked
    and named. Of an indicator that tells classes, how many zones are in each. As SVG or PNG.
    """
    if result.definition.is_class:
        return _picture(_by_class(result), fmt, result.definition.title, distribution_alt(result))
    code = highlight_code or ""
    return _picture(_distribution(result, code), fmt, result.definition.title, distribution_alt(result, code))


def evolution(series: pd.DataFrame, title: str, unit: str, fmt: str = SVG, decimals: int = 1) -> bytes:
    """A line for each zone of `series` (as `Store.series` gives it, several after one another), by date. A line is cut where a date
    that others have lacks its value, and where the version of the definition, or the layer of the user's, changed. As SVG or PNG.
    """
    return _picture(_evolution(series, title, unit, decimals), fmt, title, evolution_alt(series, title, unit, decimals))


def ranking_alt(result: Result, highlight_code: str = "") -> str:
    """What the chart of ranking shows, in a sentence."""
    if result.definition.is_class:
        return _classes_alt(result)
    ranked = _ranked(result)
    if not len(ranked):
        return _nothing_alt(result.definition.title)
    told = translate("charts", "{title}: of {count} zones, {first} is first ({high}) and {last} is last ({low})").format(
        title=result.definition.title, count=number(len(ranked)), first=ranked["told"].iloc[0], last=ranked["told"].iloc[-1],
        high=_written(ranked["value"].iloc[0], result), low=_written(ranked["value"].iloc[-1], result),
    )  # fmt: skip
    return _sentence(told, ranked, highlight_code, result)


def beside_alt(result: Result) -> str:
    """What the chart of the territory and its comparators shows, in a sentence."""
    lines = _compared(result)
    if not lines:
        return _nothing_alt(result.definition.title)
    told = ", ".join(labelled(line.name, _written(line.value, result)) for line in lines)
    return translate("charts", "{title} ({unit}) – {values}.").format(
        title=result.definition.title, unit=result.definition.unit, values=told
    )


def distribution_alt(result: Result, highlight_code: str = "") -> str:
    """What the chart of distribution shows, in a sentence."""
    if result.definition.is_class:
        return _classes_alt(result)
    ranked = _ranked(result)
    if not len(ranked):
        return _nothing_alt(result.definition.title)
    told = translate("charts", "{title}: half of {count} zones are under {median}, from {low} to {high}").format(
        title=result.definition.title, count=number(len(ranked)), median=_written(ranked["value"].median(), result),
        low=_written(ranked["value"].min(), result), high=_written(ranked["value"].max(), result),
    )  # fmt: skip
    return _sentence(told, ranked, highlight_code, result)


def _classes_alt(result: Result) -> str:
    counts = _class_counts(result)
    if not counts:
        return _nothing_alt(result.definition.title)
    told = ", ".join(labelled(label, number(count)) for label, count in counts.items())
    return translate("charts", "{title}: zones by class: {classes}.").format(title=result.definition.title, classes=told)


def evolution_alt(series: pd.DataFrame, title: str, unit: str, decimals: int = 1) -> str:
    """What the chart of evolution shows, in a sentence."""
    known = series[series["value"].notna()]
    if known.empty:
        return _nothing_alt(title)
    first = known[(known["level"] == known["level"].iloc[0]) & (known["code"] == known["code"].iloc[0])]
    start, end = first.iloc[0], first.iloc[-1]
    return translate("charts", "{title}: {zone} had {before} ({start}) and has {after} ({end}), {unit}.").format(
        title=title, zone=start["name"], before=number(start["value"], decimals), start=date(start["period"]),
        after=number(end["value"], decimals), end=date(end["period"]), unit=unit,
    )  # fmt: skip


def _nothing_alt(title: str) -> str:
    return translate("charts", "{title}: no zone has a value.").format(title=title)


def _sentence(told: str, ranked: pd.DataFrame, highlight_code: str, result: Result) -> str:
    mine = ranked[ranked["code"] == highlight_code]
    if mine.empty:
        return f"{told}."
    row = mine.iloc[0]
    place = translate("charts", "{zone} is number {place} ({value})").format(
        zone=row["told"], place=number(row["place"]), value=_written(row["value"], result)
    )
    return f"{told}; {place}."


def _written(value: float, result: Result) -> str:
    return number(value, result.definition.decimals)


# Figures out of results


def _ranked(result: Result) -> pd.DataFrame:
    """The zones with a value, the highest first, with their names told apart (`told`) and their places (`place`, ties share one)."""
    names = told_apart(units_of(result.zones))
    zones = result.zones.assign(told=[names[level, code] for level, code, _ in units_of(result.zones)])
    zones = zones[zones["value"].notna()].sort_values(["value", "told"], ascending=[False, True], ignore_index=True)
    return zones.assign(place=zones["value"].rank(method="min", ascending=False).astype(int))


def _compared(result: Result) -> list[_Line]:
    """The territory and its comparators that have a value a zone can be compared with: of a count, only a figure of peers."""
    frame = result.comparators[result.comparators["value"].notna()]
    if nature(result.definition) == COUNT:
        frame = frame[frame["level"] == "peers"]
    names = told_apart(units_of(frame))
    return [_Line(names[row.level, row.code], float(row.value)) for row in frame.itertuples()]


def _territory(result: Result) -> _Line | None:
    """The territory as a whole: the first comparator."""
    whole = result.comparators[:1]
    if nature(result.definition) == COUNT or whole["value"].isna().all():
        return None
    return _Line(whole["name"].iloc[0], float(whole["value"].iloc[0]))


def _shown(ranked: pd.DataFrame, result: Result, highlight_code: str) -> list[int]:
    """The places in `ranked` of the zones that are shown: the first ones, those about the territory, and the last ones."""
    whole = _territory(result)
    mine = np.flatnonzero(ranked["code"] == highlight_code)
    if len(mine):
        about = range(mine[0] - NEIGHBOURS, mine[0] + NEIGHBOURS + 1)
    elif whole is not None and not highlight_code:
        higher = int((ranked["value"] > whole.value).sum())
        about = range(higher - NEIGHBOURS, higher + NEIGHBOURS)
    else:
        about = range(0)
    first = range(min(MOST_BARS, len(ranked)))
    beyond = bool(len(about)) and (mine[0] if len(mine) else about[0] + NEIGHBOURS) >= MOST_BARS
    last = range(max(MOST_BARS, len(ranked) - LOWEST), len(ranked))
    return sorted({*first, *last, *(place for place in about if beyond and MOST_BARS <= place < len(ranked))})


# Drawing


def _ranking(result: Result, highlight_code: str) -> Figure:
    ranked = _ranked(result)
    shown = _shown(ranked, result, highlight_code)
    definition = result.definition
    rows = len(shown) + sum(place != before + 1 for before, place in pairwise(shown))
    figure, axes = _sheet(_heading(result), 0.24 * max(rows, 3))
    labels, position, before = [], 0, -1
    for place in shown:
        if place != before + 1:
            labels.append((position, "…", False))
            position += 1
        row, mine = ranked.iloc[place], ranked["code"].iloc[place] == highlight_code
        colour = _colour(definition, row["value"])
        axes.barh(
            position, row["value"], height=0.72, color=colour, edgecolor=INK if mine else colour, linewidth=2.2 if mine else 0.6,
            alpha=1.0 if mine or not highlight_code else 0.7,
        )  # fmt: skip
        _figure_of_bar(axes, position, row["value"], _written(row["value"], result), mine)
        labels.append((position, _lines(f"{number(row['place'])}. {row['told']}", 60, 2), mine))
        position, before = position + 1, place
    lines = _compared(result)
    handles = [_reference(axes, place, line.value, definition) for place, line in enumerate(lines)]
    _name_lines(axes, handles, [labelled(line.name, _written(line.value, result)) for line in lines])
    axes.set_yticks([at for at, _, _ in labels])
    for tick, (_, _, mine) in zip(axes.set_yticklabels([_plain(text) for _, text, _ in labels]), labels):
        tick.set(fontsize=8.5, fontfamily=FONT, color=INK, fontweight="bold" if mine else "normal")
    axes.set_ylim(max(position, 1) - 0.4, -0.6)
    axes.margins(x=0.1)
    _number_axis(axes.xaxis, definition.decimals)
    _unit(axes.xaxis, definition.unit)
    axes.tick_params(axis="y", length=0)
    if shown:
        axes.axvline(0, color=INK, linewidth=0.8)
    else:
        _say_nothing(axes)
    _caption(figure, [_counted(result, len(shown), len(ranked)), *_credits(result)])
    return figure


def _beside(result: Result) -> Figure:
    lines = _compared(result)
    figure, axes = _sheet(_heading(result), 0.4 * max(len(lines), 2))
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.08)
    own = 0 if _territory(result) is not None else -1
    for position, line in enumerate(lines):
        mine = position == own
        colour = _colour(result.definition, line.value)
        axes.barh(
            position, line.value, height=0.72, color=colour, edgecolor=INK if mine else colour, linewidth=2.2 if mine else 0.6,
            alpha=1.0 if mine else 0.55,
        )  # fmt: skip
        _figure_of_bar(axes, position, line.value, _written(line.value, result), mine)
    axes.set_yticks(range(len(lines)))
    for place, tick in enumerate(axes.set_yticklabels([_plain(_lines(line.name, 45, 3)) for line in lines])):
        tick.set(fontsize=8.5, fontfamily=FONT, color=INK, fontweight="bold" if place == own else "normal")
    axes.set_ylim(max(len(lines), 1) - 0.4, -0.6)
    axes.margins(x=0.1)
    _number_axis(axes.xaxis, result.definition.decimals)
    _unit(axes.xaxis, result.definition.unit)
    axes.tick_params(axis="y", length=0)
    if lines:
        axes.axvline(0, color=INK, linewidth=0.8)
    else:
        _say_nothing(axes)
    _caption(figure, _credits(result))
    return figure


def _class_counts(result: Result) -> dict[str, int]:
    """How many zones are in each class: those of a typology in its order, others by their number."""
    counts = result.zones.loc[result.zones["label"] != "", "label"].value_counts().to_dict()
    order = result.definition.labels if result.definition.compute["kind"] == "typology" else list(counts)
    return {label: counts[label] for label in order if label in counts}


def _by_class(result: Result) -> Figure:
    counts = dict(list(_class_counts(result).items())[:MOST_BARS])
    figure, axes = _sheet(_heading(result), 0.34 * max(len(counts), 3))
    for position, count in enumerate(counts.values()):
        axes.barh(position, count, height=0.72, color=CLASS_COLOURS[position % len(CLASS_COLOURS)], edgecolor=INK, linewidth=0.6)
        _figure_of_bar(axes, position, count, number(count), False)
    axes.set_yticks(range(len(counts)))
    for tick in axes.set_yticklabels([_plain(_lines(label, 60, 2)) for label in counts]):
        tick.set(fontsize=8.5, fontfamily=FONT, color=INK)
    axes.set_ylim(max(len(counts), 1) - 0.4, -0.6)
    axes.margins(x=0.1)
    _number_axis(axes.xaxis, 0)
    _unit(axes.xaxis, translate("charts", "Number of zones"))
    axes.tick_params(axis="y", length=0)
    if not counts:
        _say_nothing(axes)
    classed = int((result.zones["label"] != "").sum())
    _caption(figure, [_counted(result, classed, classed), *_credits(result)])
    return figure


def _figure_of_bar(axes: Axes, position: float, value: float, text: str, bold: bool) -> None:
    side = -1 if value < 0 else 1
    axes.annotate(
        text, (value, position), (4 * side, 0), textcoords="offset points", va="center", ha="right" if side < 0 else "left", zorder=4,
        fontsize=8, fontfamily=FONT, color=INK, fontweight="bold" if bold else "normal",
        bbox={"boxstyle": f"square,pad={CLEAR}", "facecolor": GROUND, "edgecolor": "none"},
    )  # fmt: skip


def _distribution(result: Result, highlight_code: str) -> Figure:
    ranked, definition = _ranked(result), result.definition
    figure, axes = _sheet(_heading(result), 3.2)
    values = ranked["value"].to_numpy(float)
    if len(values):
        _, _, bars = axes.hist(values, bins=_bins(values, definition.decimals), edgecolor=OUTLINE, linewidth=0.8, alpha=0.8)
        for bar in bars:
            bar.set_facecolor(_colour(definition, bar.get_x() + bar.get_width() / 2))
    else:
        _say_nothing(axes)
    marked = [line for line in (_territory(result),) if line is not None]
    if len(values):
        marked.append(_Line(translate("charts", "Median of the zones"), float(np.median(values))))
    handles = [_reference(axes, place, line.value, definition) for place, line in enumerate(marked, 1)]
    texts = [labelled(line.name, _written(line.value, result)) for line in marked]
    mine = ranked[ranked["code"] == highlight_code]
    if not mine.empty:
        row = mine.iloc[0]
        handles.insert(0, axes.axvline(row["value"], color=INK, linewidth=2.4))
        axes.plot(
            [row["value"]], [0.985], marker="v", markersize=9, color=INK, transform=axes.get_xaxis_transform(), clip_on=False
        )
        place = translate("charts", "number {place} of {count}").format(place=number(row["place"]), count=number(len(ranked)))
        texts.insert(0, f"{labelled(row['told'], _written(row['value'], result))} ({place})")
    _name_lines(axes, handles, texts)
    _unit(axes.yaxis, translate("charts", "Number of zones"), 40)
    _unit(axes.xaxis, definition.unit)
    _number_axis(axes.xaxis, definition.decimals)
    _number_axis(axes.yaxis, 0)
    _caption(figure, [_counted(result, len(ranked), len(ranked)), *_credits(result)])
    return figure


def _bins(values: np.ndarray, decimals: int) -> np.ndarray:
    """Edges of the bars: whole numbers have one each where there are few of them."""
    low, high = values.min(), values.max()
    if decimals == 0 and high - low <= 30 and (values == np.round(values)).all():
        return np.arange(low - 0.5, high + 1)
    edges = np.histogram_bin_edges(values, "auto")
    return edges if 5 <= len(edges) <= 41 else np.histogram_bin_edges(values, min(max(len(edges) - 1, 5), 40))


def _evolution(series: pd.DataFrame, title: str, unit: str, decimals: int) -> Figure:
    figure, axes = _sheet(title, 3.6)
    periods = sorted(set(series["period"]))
    moments = dict(zip(periods, _moments(periods)))
    names = told_apart(zip(series["level"], series["code"], series["name"]))
    handles, texts, changes = [], [], set()
    for place, ((level, code), rows) in enumerate(series.groupby(["level", "code"], sort=False)):
        of_date = rows.drop_duplicates("period", keep="last").set_index("period").reindex(periods)
        style = {
            **_dashes(place),
            "marker": SERIES_STYLES[place % len(SERIES_STYLES)][2],
            "linewidth": 2.4 if place == 0 else 1.5,
        }
        for stretch in _stretches(of_date):
            line = axes.plot(
                [moments[period] for period in stretch.index], stretch["value"].to_numpy(float), **style,
                markersize=6, markeredgecolor=OUTLINE, markeredgewidth=0.6, zorder=10 - place,
            )[0]  # fmt: skip
        handles.append(line)
        known = rows[rows["value"].notna()]
        last = labelled(
            names[level, code], number(known["value"].iloc[-1], decimals) if len(known) else translate("charts", "no value")
        )
        texts.append(f"{last} ({date(known['period'].iloc[-1])})" if len(known) else last)
        changes.update(rows.loc[rows["break"].astype(bool), "period"])
    for period in changes:
        before = [each for each in periods if each < period]
        axes.axvline(
            (moments[period] + moments[before[-1]]) / 2 if before else moments[period], color=FAINT, linewidth=1, linestyle=":"
        )
    _name_lines(axes, handles, texts)
    _date_axis(axes, periods, moments)
    _number_axis(axes.yaxis, decimals)
    _unit(axes.yaxis, unit, 40)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    if not series["value"].notna().any():
        _say_nothing(axes)
    changed = (
        translate("charts", "Dotted line: the definition or the layer changed, figures on either side are not to be compared.")
        if changes
        else ""
    )
    _caption(figure, [changed, *_credits_of_series(series)])
    return figure


def _stretches(of_date: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of a line between breaks; those without a value part it too, matplotlib sees to it."""
    return [part for _, part in of_date.groupby((of_date["break"] == True).cumsum())]  # noqa: E712 (dates of others have none)


def _moments(periods: Sequence[str]) -> list[float]:
    """Dates as years and parts of a year; where one is no date of ISO, all are at equal steps."""
    found = [re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", period) for period in periods]
    if not all(found):
        return [float(place) for place in range(len(periods))]
    parts = [[int(part) if part else 1 for part in match.groups()] for match in found]
    return [year + (month - 1) / 12 + (day - 1) / 372 for year, month, day in parts]


def _date_axis(axes: Axes, periods: Sequence[str], moments: dict[str, float]) -> None:
    step = -(-len(periods) // MOST_TICKS)
    shown = periods[::-1][:: max(step, 1)][::-1]
    axes.set_xticks([moments[period] for period in shown])
    longest = max((len(period) for period in shown), default=0)
    for tick in axes.set_xticklabels([_plain(date(period)) for period in shown]):
        slanted = longest > 4 and len(shown) > 4
        tick.set(fontsize=8.5, fontfamily=FONT, color=INK, rotation=30 if slanted else 0, ha="right" if slanted else "center")
    if len(periods) == 1:
        axes.set_xlim(moments[periods[0]] - 1, moments[periods[0]] + 1)


# What all charts share


def _picture(figure: Figure, fmt: str, title: str, alt: str, tight: bool = True) -> bytes:
    """The figure as a file: SVG (its letters as outlines, the same everywhere) or PNG. `tight`: cut to what is drawn, which takes twice
    as long.
    """
    if fmt not in (SVG, PNG):
        raise VigieError(translate("charts", "“{format}” is no format of charts: choose svg or png.").format(format=fmt))
    told = {"Title": title, "Description": alt}
    buffer = io.BytesIO()
    figure.savefig(
        buffer, format=fmt, dpi=DOTS_PER_INCH, facecolor=GROUND, edgecolor="none", bbox_inches="tight" if tight else None, pad_inches=0.15,
        metadata={**told, "Date": None} if fmt == SVG else told,
    )  # fmt: skip
    return buffer.getvalue()


def _sheet(title: str, height: float) -> tuple[Figure, Axes]:
    """A white figure with its title; its frame of `height` inches finds its own margins."""
    figure = require_matplotlib().figure.Figure(figsize=(INCHES, height + 0.7), facecolor=GROUND, constrained_layout=True)
    axes = figure.add_subplot(facecolor=GROUND)
    text = _lines(title, 70)
    _grow(figure, text, 0.26)
    figure.suptitle(_plain(text), x=0.01, ha="left", fontsize=13, fontweight="bold", fontfamily=FONT, color=INK)
    axes.grid(False)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=8.5)
    for name, spine in axes.spines.items():
        spine.set(color=FAINT, linewidth=0.8, visible=name in ("left", "bottom"))
    return figure, axes


def _heading(result: Result) -> str:
    """The title of the indicator, and the territory."""
    whole = result.comparators["name"].iloc[0] if len(result.comparators) else result.territory
    return f"{result.definition.title} – {whole}"


def _lines(text: str, characters: int, most: int = 4) -> str:
    """A text in lines; beyond a few of them it is cut, since a picture has an end."""
    return "\n".join(textwrap.wrap(text, characters, max_lines=most, placeholder="…"))


def _grow(figure: Figure, text: str, inches: float) -> None:
    """Make room for a text, by its lines of so many inches."""
    figure.set_figheight(figure.get_figheight() + inches * (text.count("\n") + 1))


def _unit(axis: Any, unit: str, characters: int = 55) -> None:
    text = _lines(unit, characters)
    _grow(axis.figure, text, 0.18)
    axis.set_label_text(_plain(text), fontsize=9.5, fontfamily=FONT, color=INK)


def _reference(axes: Axes, place: int, value: float, definition: Definition) -> Any:
    """The line of a value to compare with, in no colour of the bars and edged in white to stand out on them; the first one is whole."""
    edge = require_matplotlib().patheffects.withStroke(linewidth=3.6, foreground=GROUND)
    look = {"color": INK, "linestyle": "-"}
    if place:
        apart = _apart_from(tones(definition))
        look = {**_dashes(place), "color": apart[(place - 1) % len(apart)]}
    return axes.axvline(value, **look, linewidth=1.8, zorder=3, path_effects=[edge])


def _apart_from(bars: Sequence[str]) -> list[str]:
    """The colours of lines whose hue is none of the bars'."""
    colours = require_matplotlib().colors

    def hue(colour: str) -> float:
        return float(colours.rgb_to_hsv(colours.to_rgb(colour))[0])

    def near(colour: str) -> bool:
        turns = [abs(hue(colour) - hue(bar)) for bar in bars]
        return any(min(turn, 1 - turn) < LEAST_HUE for turn in turns)

    return [THEME_COLOURS[theme] for theme, _, _ in SERIES_STYLES if not near(THEME_COLOURS[theme])]


def _dashes(place: int) -> dict[str, Any]:
    theme, dashes, _ = SERIES_STYLES[place % len(SERIES_STYLES)]
    return {"color": THEME_COLOURS[theme], "linestyle": dashes}


def _name_lines(axes: Axes, handles: Sequence[Any], texts: Sequence[str]) -> None:
    """The names of the lines, over the frame."""
    if handles:
        names = [_plain(_lines(text, 56)) for text in texts]
        _grow(axes.figure, "\n".join(names[: -(-len(names) // 2)]), 0.19)
        axes.legend(
            handles, names, loc="lower left", bbox_to_anchor=(0, 1), ncol=2, frameon=False, labelcolor=INK, handlelength=3.6,
            prop={"family": FONT, "size": 8.5}, borderaxespad=0.8,
        )  # fmt: skip


def _number_axis(axis: Any, decimals: int) -> None:
    """Ticks with numbers as people write them; whole ones for what is counted."""
    ticker = require_matplotlib().ticker
    axis.set_major_locator(ticker.MaxNLocator(nbins=8, integer=decimals == 0))

    def written(value: float, _: int) -> str:
        places = axis.get_majorticklocs()
        needed = next((count for count in range(7) if np.allclose(np.round(places, count), places, atol=1e-9)), 6)
        return number(value, needed)

    axis.set_major_formatter(ticker.FuncFormatter(written))
    for label in axis.get_ticklabels():
        label.set_fontfamily(FONT)


def _say_nothing(axes: Axes) -> None:
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, translate("charts", "No zone has a value."), transform=axes.transAxes, ha="center", va="center", fontsize=11,
        fontfamily=FONT, color=INK,
    )  # fmt: skip


def _caption(figure: Figure, lines: Sequence[str]) -> None:
    text = "\n".join(_lines(line, CHARACTERS) for line in lines if line)
    _grow(figure, text, 0.14)
    figure.supxlabel(_plain(text), x=0.01, ha="left", fontsize=7.5, fontfamily=FONT, color=FAINT)


def _counted(result: Result, shown: int, ranked: int) -> str:
    """How many zones are shown, and how many cannot be for want of a value."""
    told = ""
    if shown < ranked:
        told = translate("charts", "{shown} of {count} zones are shown.").format(shown=number(shown), count=number(ranked)) + " "
    missing = len(result.zones) - ranked
    if missing:
        told += labelled(translate("charts", "Zones left out, for they have no value (that is not 0)"), number(missing))
    return told.strip()


def _credits(result: Result) -> list[str]:
    quoted = [source_line(source) for source in result.sources] or list(result.layers)
    return _quoted(quoted, result.computed)


def _credits_of_series(series: pd.DataFrame) -> list[str]:
    told = series.sort_values("period", ascending=False)["sources"].fillna("")
    return _quoted([text for text in dict.fromkeys(told) if text], max(series["computed"].fillna(""), default=""))


def _quoted(sources: Sequence[str], computed: str) -> list[str]:
    lines = [labelled(translate("charts", "Source"), text) for text in sources[:MOST_SOURCES]]
    if len(sources) > MOST_SOURCES:
        lines.append(labelled(translate("charts", "Other sources, named in the table"), number(len(sources) - MOST_SOURCES)))
    if computed:
        lines.append(
            translate("charts", "Computed on {when} with Vigie territoriale.").format(when=date(computed.partition("T")[0]))
        )
    return lines


def _colour(definition: Definition, value: float) -> str:
    """That of a bar: the map's ramp, on either side of its middle."""
    return tones(definition)[int(value >= (centre(definition) or 0.0))]


def _plain(text: str) -> str:
    """A text that matplotlib takes as it is: no formula, and not hidden from the legend."""
    text = text.replace("$", r"\$")
    return f" {text}" if text.startswith("_") else text
