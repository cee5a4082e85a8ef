"""How screening grows with the list and with the counterparties, as a plot: `python -m benchmarks.growth [--write]`."""

import argparse
from collections.abc import Mapping, Sequence
from math import log10
from pathlib import Path

from benchmarks import material
from benchmarks.product import Screened
from benchmarks.quality import composed
from benchmarks.speed import questions, seconds
from benchmarks.tables import DOCUMENT, publish, table
from benchmarks.variants import Universe

PLOT = DOCUMENT.parent / "growth.svg"
_WIDTH, _HEIGHT, _EDGE = 640, 400, 60
_COLOURS = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e")
Line = Sequence[tuple[float, float]]


def _text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "#333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def plot(lines: Mapping[str, Line], across: str, up: str) -> str:
    """An SVG of lines through points, both axes by powers of ten. All numbers must be above zero."""
    points = [point for line in lines.values() for point in line]
    bounds = []
    for axis in (0, 1):
        logs = [log10(point[axis]) for point in points]
        bounds.append((int(min(logs) // 1), max(int(-(-max(logs) // 1)), int(min(logs) // 1) + 1)))
    (left, right), (low, high) = bounds

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            _EDGE + (log10(x) - left) / (right - left) * (_WIDTH - 3 * _EDGE),
            _HEIGHT - _EDGE - (log10(y) - low) / (high - low) * (_HEIGHT - 2 * _EDGE),
        )

    drawn = [_text(_WIDTH / 2 - _EDGE / 2, _HEIGHT - 15, across), _text(_EDGE, _EDGE - 20, up)]
    for power in range(left, right + 1):
        x, y = at(10.0**power, 10.0**low)
        drawn += [f'<path d="M{x:.0f} {y:.0f}V{_EDGE}" stroke="#ddd"/>', _text(x, y + 18, f"{10**power:,}")]
    for power in range(low, high + 1):
        x, y = at(10.0**left, 10.0**power)
        drawn += [f'<path d="M{x:.0f} {y:.0f}H{_WIDTH - 2 * _EDGE}" stroke="#ddd"/>']
        drawn += [_text(x - 6, y + 4, f"{10.0**power:g}", "end")]
    for number, (label, line) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [at(*point) for point in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        drawn += [f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        drawn += [_text(places[-1][0] + 8, places[-1][1] + 4, label, "start", colour)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">'
    return "\n".join((head, '<rect width="100%" height="100%" fill="#fff"/>', *drawn, "</svg>\n"))


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listed", default="500,5000,50000", help="sizes of the list; beyond the real names: composed")
    parser.add_argument("--asked", default="1000,10000", help="numbers of counterparties")
    parser.add_argument("--write", action="store_true", help="put table and plot into docs/")
    wanted = parser.parse_args()
    names = material.read_names()
    universe = Universe(names, None, material.read_confusions(names))
    counts = [int(count) for count in wanted.asked.split(",")]
    lines: dict[str, list[tuple[float, float]]] = {}
    rows = []
    for size in map(int, wanted.listed.split(",")):
        real = names[: min(size, len(names) // 2)]
        listed = [*real, *composed(universe, size - len(real))]
        held: list[Screened] = []
        built = seconds(lambda: held.append(Screened(listed)))  # noqa: B023
        asked = questions(universe, listed, max(counts))
        taken = [seconds(lambda: list(held[0].hits_of(asked[:count]))) for count in counts]  # noqa: B023
        lines[f"{size:,} listed"] = list(zip(counts, taken, strict=True))
        rows.append([f"{size:,}", f"{built:.2f}", *(f"{one:.2f}" for one in taken)])
    heads = ["listed", "index built in s", *(f"{count:,} counterparties in s" for count in counts)]
    publish("growth", [table(heads, rows), "![seconds against counterparties](growth.svg)"], write=wanted.write)
    if wanted.write:
        Path(PLOT).write_text(plot(lines, "counterparties", "seconds"), encoding="utf-8")


if __name__ == "__main__":
    main()
