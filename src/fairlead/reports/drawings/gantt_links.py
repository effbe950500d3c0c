"""Drawing the links of a Gantt chart: arrows that leave, turn and enter at right angles."""

from __future__ import annotations

from fairlead.reports.drawings.gantt import GanttLink, GanttRow
from fairlead.reports.drawings.svg import element, number
from fairlead.reports.drawings.time_scale import TimeScale

__all__ = ["arrow", "stub"]

_HALF_ROW = 9.0
_HALF_BAR = 4.5
_HALF_DIAMOND = 6.0
_FAR = 180.0
"""A link that passes this much is drawn lighter, so that it does not cross out what it passes."""


def arrow(
    link: GanttLink, rows: dict[str, GanttRow], place: dict[str, float], scale: TimeScale
) -> str:
    """The arrow of a link between two rows of one panel, `place` being the middle of each row."""
    before, after = rows[link.before], rows[link.after]
    y_1, y_2 = place[link.before], place[link.after]
    left_1, right_1 = _ends(before, scale)
    left_2, right_2 = _ends(after, scale)
    if link.link == "FS":
        return _finish_to_start(link, after, (right_1, y_1), (left_2, right_2, y_2))
    from_x = left_1 if link.link[0] == "S" else right_1
    if link.link[1] == "S":
        turn = min(from_x, left_2) - 6
        to_x = left_2 - 1
        side = -1
    else:
        turn = max(from_x, right_2) + 6
        to_x = right_2 + 1
        side = 1
    way = f"M{number(from_x)} {number(y_1)}H{number(turn)}V{number(y_2)}H{number(to_x)}"
    return _drawn(link, way + _head_across(to_x, y_2, side))


def _finish_to_start(
    link: GanttLink,
    after: GanttRow,
    start: tuple[float, float],
    box: tuple[float, float, float],
) -> str:
    """Into the top of a bar that starts later; round the back of one that starts earlier."""
    (x, y), (left, right, y_after) = start, box
    down = 1 if y_after >= y else -1
    half = _HALF_DIAMOND if after.kind == "milestone" else _HALF_BAR
    enter = (left + right) / 2 if after.kind == "milestone" else left + 4
    turn = max(x + 3, enter)
    if turn <= max(enter, right - 1):
        edge = y_after - down * (half + 1)
        way = f"M{number(x)} {number(y)}H{number(turn)}V{number(edge)}"
        far = abs(y_after - y) > _FAR
        return _drawn(link, way + _head_along(turn, edge, down), far=far)
    between = y_after - down * _HALF_ROW
    way = (
        f"M{number(x)} {number(y)}h4V{number(between)}H{number(left - 6)}"
        f"V{number(y_after)}H{number(left - 1)}"
    )
    return _drawn(link, way + _head_across(left - 1, y_after, -1))


def _ends(row: GanttRow, scale: TimeScale) -> tuple[float, float]:
    left, right = scale.x(row.starts), scale.x(row.finishes)
    if row.kind == "milestone":
        return right - _HALF_DIAMOND, right + _HALF_DIAMOND
    return left, max(right, left + 2)


def _head_along(x: float, y: float, down: int) -> str:
    back = number(y - 4 * down)
    return f"M{number(x - 3)} {back}L{number(x)} {number(y)}L{number(x + 3)} {back}"


def _head_across(x: float, y: float, side: int) -> str:
    back = number(x + 4 * side)
    return f"M{back} {number(y - 3)}L{number(x)} {number(y)}L{back} {number(y + 3)}"


def _drawn(link: GanttLink, path: str, *, far: bool = False) -> str:
    class_ = "link critical" if link.critical else "link far" if far else "link"
    return element("path", d=path, class_=class_)


def stub(link: GanttLink, row: GanttRow, y: float, scale: TimeScale) -> str:
    """A link into another panel: a short end with a dot, since its arrow cannot be drawn."""
    starts = link.link[0] == "S"
    x = _ends(row, scale)[0 if starts else 1]
    step = -7 if starts else 7
    line = _drawn(link, f"M{number(x)} {number(y)}h{step}")
    return line + element("circle", cx=x + step, cy=y, r=1.8, class_="link-dot")
