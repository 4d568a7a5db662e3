"""Cheapest ways through a map of costs."""

import numpy as np
import numpy.typing as npt

from inference.lipsync.warp.arrays import Floats


def cheapest_path(cost: Floats, steepness: float) -> npt.NDArray[np.intp]:
    """The cheapest way from the left of a map to its right, by dynamic programming.

    Args:
        cost: shape (rows, columns): of each place.
        steepness: cost of moving one row from one column to the next; more rows cost more than
            as many times as much.

    Returns:
        Shape (columns,): the row in each column.
    """
    rows = np.arange(len(cost))
    moves = steepness * np.abs(rows[:, None] - rows[None]) ** 1.5
    total, came_from = cost[:, 0], []
    for column in range(1, cost.shape[1]):
        options = total[None] + moves
        came_from.append(options.argmin(1))
        total = options.min(1) + cost[:, column]
    path = [int(total.argmin())]
    for choice in reversed(came_from):
        path.append(int(choice[path[-1]]))
    return np.array(path[::-1])
