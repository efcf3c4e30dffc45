"""Linear programmes, solved by HiGHS (Huangfu & Hall 2018, Math. Prog. Comp. 10:119): the only place that knows it.

The solver has one thread, no clock and a fixed seed: the same programme has the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

ENDLESS = float("inf")
_SLACK = 1e-9
_OPTIONS: dict[str, str | bool | int] = {
    "log_to_console": False,
    "threads": 1,
    "random_seed": 1,
    "solver": "simplex",
    "parallel": "off",
}


@dataclass(slots=True)
class Programme:
    """Columns from a lower to an upper bound, and rows of sums of them, from a lower to an upper bound.

    All numbers should be near 1: shares, not money.
    """

    bounds: list[tuple[Floats, Floats]] = field(default_factory=list)
    limits: list[tuple[Floats, Floats]] = field(default_factory=list)
    cells: list[tuple[Places, Places, Floats]] = field(default_factory=list)
    width: int = 0
    height: int = 0

    def columns(self, count: int, lower: Any = 0.0, upper: Any = ENDLESS) -> Places:
        """Add columns and return their places."""
        self.bounds.append((np.broadcast_to(lower, count), np.broadcast_to(upper, count)))
        self.width += count
        return np.arange(self.width - count, self.width)

    def rows(self, count: int, lower: Any = 0.0, upper: Any = 0.0) -> Places:
        """Add rows and return their places."""
        self.limits.append((np.broadcast_to(lower, count), np.broadcast_to(upper, count)))
        self.height += count
        return np.arange(self.height - count, self.height)

    def add(self, rows: Any, columns: Places, values: Any) -> None:
        """Add *values* times *columns* to *rows*, one by one."""
        shape = np.broadcast_shapes(np.shape(rows), np.shape(columns), np.shape(values))
        at, of, much = (np.broadcast_to(part, shape).ravel() for part in (rows, columns, values))
        self.cells.append((at, of, much))


class Solver:
    """A programme in the solver; it may be solved for one cost after another, each within what the last one reached."""

    def __init__(self, programme: Programme) -> None:
        import highspy  # noqa: PLC0415  (many a placement does not need it)

        class Quiet(highspy.Highs):
            """HiGHS without the lines that its Python class prints when it is made."""

            def __init__(self) -> None:
                super(highspy.Highs, self).__init__()

        self._highs: Any = Quiet()
        self._run = super(highspy.Highs, self._highs).run
        self._optimal = highspy.HighsModelStatus.kOptimal
        for name, value in _OPTIONS.items():
            self._highs.setOptionValue(name, value)
        self._width = programme.width
        self._highs.passModel(_model(highspy, programme))

    def least(self, costs: Floats) -> Floats:
        """Return the columns of a least sum of costs.

        Raises:
            ArithmeticError: there is none, or it was not found.
        """
        places = np.arange(self._width, dtype=np.int32)
        self._highs.changeColsCost(self._width, places, np.ascontiguousarray(costs, dtype=np.float64))
        self._run()
        if self._highs.getModelStatus() != self._optimal:
            raise ArithmeticError("the solver found no optimum")
        return np.asarray(self._highs.getSolution().col_value, dtype=np.float64)

    def keep(self, columns: Places, upper: Floats) -> None:
        """Let columns be no more than *upper* from now on."""
        count = len(columns)
        most = np.ascontiguousarray(np.maximum(upper, 0) + _SLACK)
        self._highs.changeColsBounds(count, columns.astype(np.int32), np.zeros(count), most)


def _model(highspy: Any, programme: Programme) -> Any:
    """Return the programme as HiGHS has it: column by column."""
    rows, columns, values = (np.concatenate(parts) for parts in zip(*programme.cells, strict=True))
    order = np.lexsort((rows, columns))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = programme.width, programme.height
    model.col_cost_ = np.zeros(programme.width)
    model.col_lower_, model.col_upper_ = (np.concatenate(side) for side in zip(*programme.bounds, strict=True))
    model.row_lower_, model.row_upper_ = (np.concatenate(side) for side in zip(*programme.limits, strict=True))
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(programme.width + 1)).astype(np.int32)
    model.a_matrix_.index_ = rows[order].astype(np.int32)
    model.a_matrix_.value_ = values[order].astype(np.float64)
    return model
