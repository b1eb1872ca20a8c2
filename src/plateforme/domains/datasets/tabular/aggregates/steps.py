"""Sizes of ranges, so that a multiple of a decimal size is the same number here and in the engine."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

_EXACT_DIGITS, _EXACT_TENS = 15, 22
"""Whole numbers of so many digits, and powers of ten up to this one, are exact in 64-bit floating point."""


@dataclass(frozen=True)
class Step:
    """A size as the quotient of two floating-point numbers: for a decimal one, exact ones.

    A multiple of it is then the number nearest to the decimal multiple: 3 times 0.1 is 0.3.
    """

    over: float
    under: float

    @classmethod
    def of(cls, size: Decimal) -> "Step":
        """Part a size."""
        exponent = size.as_tuple().exponent
        if isinstance(exponent, int) and -_EXACT_TENS <= exponent < 0 and len(size.as_tuple().digits) <= _EXACT_DIGITS:
            return cls(float(size.scaleb(-exponent)), float(10**-exponent))
        return cls(float(size), 1.0)

    def times(self, count: int) -> float:
        """Give a multiple, as the engine computes it."""
        return count * self.over / self.under

    def below(self, value: float) -> int:
        """Say which multiple is the largest that is not above a value."""
        count = floor(Fraction(value) * Fraction(self.under) / Fraction(self.over))
        if self.times(count + 1) <= value:
            return count + 1
        return count - 1 if self.times(count) > value else count
