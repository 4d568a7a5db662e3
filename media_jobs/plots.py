"""Plots as SVG, made on the server: no script, no library, colours by the stylesheet."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 640, 220  # of the whole, in units of the drawing
LEFT, TOP, RIGHT, BOTTOM = 46, 12, 8, 26  # margins for what is written at the axes
ROW: Final = 28  # height of a line of ``bars``
NAME_WIDTH: Final = 190  # for the words before a bar
N_TICKS: Final = 4
NOTHING: Final = mark_safe("")


def stacked(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> SafeString:
    """Columns, each of the values of all series on top of each other.

    Args:
        title: what is shown, for those who do not see it.
        labels: one of each column.
        series: values of each column, by the name of the series; it is also a class for colours.
    """
    totals = [sum(column) for column in zip(*series.values(), strict=True)]
    top = _round_up(max(totals, default=0))
    width = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    parts = []
    for index, label in enumerate(labels):
        base = 0
        for name, values in series.items():
            if values[index]:
                y, low = _y(base + values[index], top), _y(base, top)
                said = f"{label}: {values[index]} {name}"
                parts.append((name, LEFT + index * width + 1, y, max(1, width - 2), low - y, said))
            base += values[index]
    drawn = _drawn(
        '<rect class="plot__{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        parts,
    )
    return _svg(title, _axis(top), drawn, _x_labels(labels))


def lines(
    title: str, labels: Sequence[str], series: Mapping[str, Sequence[float | None]], unit: str = ""
) -> SafeString:
    """A line for each series, with gaps where there is no value.

    Args:
        title: what is shown, for those who do not see it.
        labels: one of each value.
        series: values by the name of the series.
        unit: of the values, for what a pointer is told.
    """
    known = [value for values in series.values() for value in values if value is not None]
    top = _round_up(max(known, default=0))
    drawn = [_line(name, values, labels, top, unit) for name, values in series.items()]
    return _svg(
        title,
        _axis(top),
        _drawn("{}", ((each,) for each in drawn)),
        _x_labels(labels),
    )


def _line(
    name: str, values: Sequence[float | None], labels: Sequence[str], top: float, unit: str
) -> SafeString:
    step = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    points = [
        (LEFT + (index + 0.5) * step, _y(value, top), f"{labels[index]}: {value:g}{unit} ({name})")
        for index, value in enumerate(values)
        if value is not None
    ]
    runs = " ".join(
        f"{'M' if index == 0 or values[index - 1] is None else 'L'}"
        f"{LEFT + (index + 0.5) * step:.1f} {_y(value, top):.1f}"
        for index, value in enumerate(values)
        if value is not None
    )
    dots = _drawn('<circle cx="{}" cy="{}" r="3"><title>{}</title></circle>', points)
    return format_html('<g class="plot__line plot__{}"><path d="{}"/>{}</g>', name, runs, dots)


def bars(title: str, rows: Sequence[tuple[str, float, str]]) -> SafeString:
    """A bar for each row, longest first or as they come.

    Args:
        title: what is shown, for those who do not see it.
        rows: name, value, and the value in words.
    """
    if not rows:
        return NOTHING
    top = max(value for _, value, _ in rows) or 1
    room = WIDTH - NAME_WIDTH - 90
    parts = [
        (
            NAME_WIDTH - 10,
            index * ROW + 18,
            name,
            NAME_WIDTH,
            index * ROW + 6,
            max(2, value / top * room),
            NAME_WIDTH + max(2, value / top * room) + 8,
            index * ROW + 18,
            words,
        )
        for index, (name, value, words) in enumerate(rows)
    ]
    drawn = _drawn(
        '<text class="plot__name" x="{}" y="{}">{}</text>'
        '<rect class="plot__bar" x="{}" y="{}" width="{}" height="16" rx="4"/>'
        '<text class="plot__value" x="{}" y="{}">{}</text>',
        parts,
    )
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        len(rows) * ROW + 4,
        title,
        drawn,
    )


def _drawn(markup: str, rows: Iterable[Sequence[object]]) -> SafeString:
    """One piece of the drawing for each row; lengths with a digit after the point."""
    return format_html_join("", markup, (tuple(map(_written, row)) for row in rows))


def _written(value: object) -> object:
    return f"{value:.1f}" if isinstance(value, float) else value


def _svg(title: str, *parts: SafeString) -> SafeString:
    drawn = _drawn("{}", ((part,) for part in parts))
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        drawn,
    )


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _round_up(value: float) -> float:
    """The next of 4, 8, 20, 40, 80, 200 …: quarters of it are short numbers."""
    if value <= N_TICKS:
        return N_TICKS
    size = float(10 ** math.floor(math.log10(value / N_TICKS)))
    return next(step * size * N_TICKS for step in (1, 2, 5, 10) if step * size * N_TICKS >= value)


def _axis(top: float) -> SafeString:
    ticks = [top * index / N_TICKS for index in range(N_TICKS + 1)]
    return _drawn(
        '<line class="plot__grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="plot__tick" x="{}" y="{}">{}</text>',
        (
            (
                LEFT,
                WIDTH - RIGHT,
                _y(tick, top),
                _y(tick, top),
                LEFT - 6,
                _y(tick, top) + 4,
                f"{tick:g}",
            )
            for tick in ticks
        ),
    )


def _x_labels(labels: Sequence[str]) -> SafeString:
    """Some of the labels, so that they do not meet; always the last one."""
    step = max(1, math.ceil(len(labels) / 8))
    width = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    return _drawn(
        '<text class="plot__label" x="{}" y="{}">{}</text>',
        (
            (LEFT + (index + 0.5) * width, HEIGHT - 8, label)
            for index, label in enumerate(labels)
            if (len(labels) - 1 - index) % step == 0
        ),
    )
