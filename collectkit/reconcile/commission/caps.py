"""Caps on what the payments of one placement earn together."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from collectkit.reconcile.commission.order import Said, same, settled


def capped(lines: pl.DataFrame, backs: pl.DataFrame | None, said: Said) -> pl.DataFrame:
    """Return what payments earn under the cap of their account.

    The payments of one placement and row earn in the order of their days until their fees come to the cap. What goes
    back makes room for what is paid later.

    Args:
        lines: payments: ``place``; ``group`` and ``slot`` (UInt64: placement and row, and those with the day; sorting
            by one sorts by the other); ``fee``, ``cap``, ``cash``, ``day``.
        backs: what takes some of them back, in order: ``of`` (place of the payment), ``day``, ``gone`` (how much of the
            payment is taken back so far); None for none.
        said: what decides among payments of one slot.

    Returns:
        ``place`` and ``fee``.
    """
    some = lines.sort("slot")
    places = pl.int_range(some.height, dtype=pl.UInt32, eager=True)
    again = some.select(same(pl.col("slot")) | same(pl.col("slot"), -1)).to_series()
    some = some[settled(places, some["slot"], again, lambda at: said(some["place"].gather(at)))]
    sums = some.select("group", "cap", before=pl.col("fee").cast(pl.Int128).cum_sum() - pl.col("fee"), fee="fee")
    begun = pl.when(~same(pl.col("group"))).then("before").forward_fill()
    before = pl.min_horizontal(pl.col("before") - begun, "cap")
    after = pl.min_horizontal(pl.col("before") - begun + pl.col("fee"), "cap")
    result = some.select("place", "group").hstack(sums.select((after - before).cast(pl.Int64).alias("fee")))
    if backs is not None:
        undone = some["group"].filter(some["place"].is_in(backs["of"].implode())).unique()
        again = result["group"].is_in(undone.implode())
        result = pl.concat([result.filter(~again), _in_turn(some.filter(again), backs)])
    return result.select("place", "fee")


def _in_turn(lines: pl.DataFrame, backs: pl.DataFrame) -> pl.DataFrame:
    """Return the same where something goes back: one after the other, for what goes back hangs on what was earned.

    On one day, what is paid comes before what goes back.
    """
    cash = dict(lines.select("place", "cash").iter_rows())
    paid = lines.select("group", "day", "place", "fee", "cap").iter_rows()
    events = [(group, day, 0, nth, place, fee, cap) for nth, (group, day, place, fee, cap) in enumerate(paid)]
    groups = dict(lines.select("place", "group").iter_rows())
    for nth, (of, day, gone) in enumerate(backs.select("of", "day", "gone").iter_rows()):
        if of in groups:
            events.append((groups[of], day, 1, nth, of, gone, 0))
    earned: dict[int, int] = {}
    returned: dict[int, int] = {}
    stand: defaultdict[int, int] = defaultdict(int)
    for group, _, goes_back, _, place, amount, cap in sorted(events):
        if goes_back:
            back = (2 * earned[place] * amount + cash[place]) // (2 * cash[place])
            stand[group] -= back - returned.get(place, 0)
            returned[place] = back
        else:
            earned[place] = max(0, min(amount, cap - stand[group]))
            stand[group] += earned[place]
    found = {"place": list(earned), "group": [groups[place] for place in earned], "fee": list(earned.values())}
    return pl.DataFrame(found, schema={name: lines.schema[name] for name in found})
