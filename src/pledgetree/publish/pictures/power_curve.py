"""The power curve of a sampling plan as one SVG file: the chance of proof at every true rate, the limit marked.

Beside it stands the chance that a point estimate is at most the limit, so that a reader sees how much a verdict on the
point estimate leaves to luck. The numbers of the picture are also in the command's table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import escape

from pledgetree.publish.pictures.scale import Scale, scale_over

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 44, 56
INK, GREY, ACCENT = "#1a1a1a", "#767676", "#0b5394"
FONT = "'Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif"

Point = tuple[float, float]


def power_curve_svg(
    proved: Sequence[Point], point_verdict: Sequence[Point], limit: float, words: Mapping[str, str]
) -> str:
    """The picture.

    Args:
        proved: true rate and chance of proof.
        point_verdict: true rate and chance that the point estimate is at most the limit.
        limit: the rate to be proved.
        words: texts in the reader's language: ``title``, ``proved``, ``point``, ``rate``, ``limit``.
    """
    along, step = scale_over([Fraction(rate) for rate, _ in proved], LEFT, WIDTH - RIGHT)
    up = Scale(Fraction(1), HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        f'font-family="{FONT}" font-size="13" fill="{INK}">',
        f"<title>{escape(words['title'])}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{escape(words["title"])}</text>',
        *_axes(along, step, up, words["rate"]),
        *_limit(along, up, limit, words["limit"]),
        _line(point_verdict, along, up, f'stroke="{GREY}" stroke-width="2" stroke-dasharray="6 4"'),
        _line(proved, along, up, f'stroke="{ACCENT}" stroke-width="3"'),
        *_legend(words),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _axes(along: Scale, step: Fraction, up: Scale, name: str) -> list[str]:
    bottom = HEIGHT - BOTTOM
    parts = []
    for share in (Fraction(part, 4) for part in range(5)):
        height = up.place(share)
        parts.append(f'<path d="M{LEFT} {height}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{height + 4}" text-anchor="end">{float(share * 100):g} %</text>')
    for tick in along.ticks(step):
        place = along.place(tick)
        parts.append(f'<text x="{place}" y="{bottom + 18}" text-anchor="middle">{float(tick * 100):g} %</text>')
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end" fill="{GREY}">{escape(name)}</text>')
    return parts


def _limit(along: Scale, up: Scale, limit: float, name: str) -> list[str]:
    place = along.place(Fraction(limit))
    return [
        f'<path d="M{place} {up.end}V{up.start}" stroke="{INK}" stroke-dasharray="2 3"/>',
        f'<text x="{place + 5}" y="{up.end + 12}">{escape(name)}</text>',
    ]


def _line(points: Sequence[Point], along: Scale, up: Scale, style: str) -> str:
    path = "L".join(f"{along.place(Fraction(rate))} {up.place(Fraction(chance))}" for rate, chance in points)
    return f'<path d="M{path}" fill="none" {style}/>'


def _legend(words: Mapping[str, str]) -> list[str]:
    height = HEIGHT - 6
    return [
        f'<path d="M{LEFT} {height - 4}h24" stroke="{ACCENT}" stroke-width="3"/>',
        f'<text x="{LEFT + 30}" y="{height}">{escape(words["proved"])}</text>',
        f'<path d="M{LEFT + 190} {height - 4}h24" stroke="{GREY}" stroke-width="2" stroke-dasharray="6 4"/>',
        f'<text x="{LEFT + 220}" y="{height}">{escape(words["point"])}</text>',
    ]
