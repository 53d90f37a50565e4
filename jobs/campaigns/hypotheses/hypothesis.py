"""What a benign hypothesis is: numbers of a campaign, each held against a threshold, and the verdict of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

CAMPAIGN = "campaign_id"
DECIMALS = 6  # the last bits depend on the order in which an engine adds
FITS, DOES_NOT_FIT, CANNOT_BE_TOLD = "fits", "does not fit", "cannot be told"


@dataclass(frozen=True)
class Number:
    """One number: the column that holds it, and the least or the most it may be to speak for the hypothesis."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.measure} has no threshold or two: give at_least or at_most.")

    @property
    def threshold(self) -> float:
        """The end of what speaks for the hypothesis, included."""
        return self.at_least if self.at_least is not None else self.at_most  # type: ignore[return-value]

    def holds(self) -> Column:
        """Whether the number speaks for the hypothesis; empty where the data lack it."""
        value = F.col(self.measure)
        return value >= self.threshold if self.at_least is not None else value <= self.threshold

    def told(self) -> Column:
        """Struct measure, value, threshold, at_least."""
        return F.struct(
            F.lit(self.measure).alias("measure"),
            F.round(F.col(self.measure).cast("double"), DECIMALS).alias("value"),
            F.lit(float(self.threshold)).alias("threshold"),
            F.lit(self.at_least is not None).alias("at_least"),
        )


@dataclass(frozen=True)
class Hypothesis:
    """One innocent explanation: fits if all of its numbers hold, cannot be told if none fails but one is missing."""

    name: str
    numbers: tuple[Number, ...]

    def fits(self) -> Column:
        """True, false, or empty where it cannot be told (SQL's own logic: unknown and false is false)."""
        return reduce(lambda left, right: left & right, [number.holds() for number in self.numbers])

    def verdict(self) -> Column:
        """Struct name, verdict, numbers for a row that holds the columns of the numbers."""
        fits = self.fits()
        verdict = F.when(fits.isNull(), CANNOT_BE_TOLD).when(fits, FITS).otherwise(DOES_NOT_FIT)
        return F.struct(
            F.lit(self.name).alias("name"),
            verdict.alias("verdict"),
            F.array(*[number.told() for number in self.numbers]).alias("numbers"),
        )
