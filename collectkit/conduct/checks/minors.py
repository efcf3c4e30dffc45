"""No contact with a debtor who is not of age."""

from __future__ import annotations

import polars as pl

from collectkit.conduct.checks import known
from collectkit.conduct.checks.applies import applies, in_force
from collectkit.conduct.checks.finding import first_true, found
from collectkit.conduct.contacts import Part
from collectkit.conduct.rule import Minor, Rule


def check(rule: Rule, metric: Minor, part: Part) -> pl.DataFrame:
    """Return which contacts were with a debtor younger than so many years on that day: `breaches.FOUND`.

    A debtor is of age from the birthday on; born on a 29 February, from 1 March on in years without that day. Of a
    debtor who was not born by then nobody knows the birthday. `measured` is the age in full years.
    """
    day, born, of_age = pl.col("day"), pl.col("born_on"), pl.col("of_age_on")
    first = part.contacts["day"].min()
    people = part.people.lazy().select("debtor", "born_on", of_age_on=of_age_on(metric.years))
    young = people.filter(born.is_null() | (of_age > pl.lit(first, pl.Date())))
    undated = part.contacts.lazy().filter(day.is_null()).select("debtor")
    asked = pl.concat([young.select("debtor"), undated]).unique().collect().to_series()
    rows = known.contacts_of(part, asked).join(people, on="debtor", how="left", maintain_order="left")
    about = applies(rule.applies_to) & in_force(rule) & (pl.col("target") == "DEBTOR")
    birth_known = born.is_not_null() & (born <= day).fill_null(value=True)
    had_birthday = _of_year(day) >= _of_year(born)
    return found(
        rows,
        about & pl.when(birth_known).then(day < of_age),
        first_true(
            (pl.col("breaks"), "minor"),
            (~birth_known, "birth_not_known"),
            (day.is_null(), "day_not_known"),
            otherwise="if_it_applies",
        ),
        measured=pl.when(birth_known).then(day.dt.year() - born.dt.year() - (~had_birthday).cast(pl.Int32)),
        allowed=pl.lit(metric.years),
    )


def _of_year(date: pl.Expr) -> pl.Expr:
    """Return month and day as one number."""
    return date.dt.month().cast(pl.Int32) * 100 + date.dt.day()


def of_age_on(years: int) -> pl.Expr:
    """Return the day on which who was born on ``born_on`` is so many years old; 1 March for a 29 February."""
    born = pl.col("born_on")
    then = born.dt.offset_by(f"{years}y")
    return then + pl.when(then.dt.day() != born.dt.day()).then(pl.duration(days=1)).otherwise(pl.duration(days=0))
