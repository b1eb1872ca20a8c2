"""The squares in which points are kept, so that what is near can be found without looking at everything.

A square is two thousandths of a degree each way: 222 m from south to north, about 150 m from west to east in France.
Numbers run from west to east, then from south to north, so that neighbours in a row have numbers that follow.
"""

import math
from typing import Final

PER_DEGREE: Final = 500
COLUMNS: Final = 360 * PER_DEGREE
ROWS: Final = 180 * PER_DEGREE


def row_of(lat: float) -> int:
    """The row of squares that holds this latitude, in degrees."""
    return min(max(math.floor((lat + 90) * PER_DEGREE), 0), ROWS - 1)


def column_of(lon: float) -> int:
    """The column of squares that holds this longitude, in degrees."""
    return min(max(math.floor((lon + 180) * PER_DEGREE), 0), COLUMNS - 1)


def cell_of(lon: float, lat: float) -> int:
    """The number of the square that holds this point."""
    return row_of(lat) * COLUMNS + column_of(lon)


def spans_of(west: float, south: float, east: float, north: float) -> list[tuple[int, int]]:
    """The squares that touch a box of degrees: first and last number, one pair for each row of squares.

    A box whose west is greater than its east crosses the 180th meridian and has two pairs a row.
    """
    columns = [(column_of(west), column_of(east))]
    if west > east:
        columns = [(column_of(west), COLUMNS - 1), (0, column_of(east))]
    return [
        (row * COLUMNS + first, row * COLUMNS + last)
        for row in range(row_of(south), row_of(north) + 1)
        for first, last in columns
    ]
