"""The values of a column of degrees by their codes, to test places without reading their rows.

Values rise with their codes. As decimals they are whole numbers of steps, so that a value is kept as what it is beyond
the first one of its block, in two bytes mostly: two columns of a million places take 4 MB, where numbers of eight bytes
take 16. A value that is no short decimal is kept as it is.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from plateforme.domains.datasets.tabular.engine.index.layout import Array, Reader, Writer

BLOCK_BITS: Final = 6
"""64 values lie in a block."""

DIGITS_MAX: Final = 9
"""Decimals of a value that are tried: a tenth of a millimetre on the ground."""

EXACT: Final = 2.0**53
"""Up to here each whole number is a floating-point number, and a quotient of two of them is the nearest one."""


def write_degrees(writer: Writer, name: str, values: Array) -> None:
    """Write the values of a column, which rise; nothing when one of them is no number."""
    if not np.isfinite(values).all():
        return
    for digits in range(DIGITS_MAX + 1):
        steps = np.rint(values * 10.0**digits)
        if np.any(np.abs(steps) > EXACT):
            break
        if np.array_equal(steps / 10.0**digits, values):
            whole = steps.astype(np.int64)
            bases = whole[:: 1 << BLOCK_BITS]
            beyond = whole - bases[np.arange(len(whole)) >> BLOCK_BITS]
            writer.add(f"{name}.bases", bases)
            writer.add(f"{name}.beyond", beyond.astype(np.min_scalar_type(int(beyond.max(initial=0)))))
            writer.add(f"{name}.scale", np.array([10.0**digits]))
            return
    writer.add(f"{name}.values", values)


@dataclass(frozen=True)
class Degrees:
    """The values of a column by code."""

    beyond: Array
    bases: Array | None = None
    scale: float = 1.0

    @classmethod
    def read(cls, reader: Reader, name: str) -> "Degrees | None":
        """Read what `write_degrees` wrote; None when it wrote nothing."""
        if f"{name}.values" in reader:
            return cls(reader.array(f"{name}.values"))
        if f"{name}.scale" in reader:
            scale = float(reader.array(f"{name}.scale")[0])
            return cls(reader.array(f"{name}.beyond"), reader.array(f"{name}.bases"), scale)
        return None

    def __len__(self) -> int:
        return len(self.beyond)

    def at(self, code: int) -> float:
        """Give the value of one code."""
        if self.bases is None:
            return float(self.beyond[code])
        return (int(self.bases[code >> BLOCK_BITS]) + int(self.beyond[code])) / self.scale

    def of(self, codes: Array) -> Array:
        """Give the values of codes; NaN for that of missing values, the last one."""
        if not len(self):
            return np.full(len(codes), np.nan)
        missing = codes >= len(self)
        known = np.where(missing, 0, codes) if missing.any() else codes
        if self.bases is None:
            values: Array = self.beyond[known]
        else:
            values = (self.bases[known >> BLOCK_BITS] + self.beyond[known]) / self.scale
        return np.where(missing, np.nan, values) if known is not codes else values
