"""The channel on which a debtor responds."""

from __future__ import annotations

from typing import Any

import pytest

from collectkit.conduct.planning.preference import preferred
from tests.unit.conduct.building import Row, contact, part


def _tried(channel: str | None, answered: int, silent: int = 0, **cells: Any) -> list[Row]:
    heard = [contact(channel=channel, **cells) for _ in range(answered)]
    return heard + [contact(channel=channel, result="UNANSWERED", talk=0, **cells) for _ in range(silent)]


@pytest.mark.parametrize(
    ("log", "found"),
    [
        pytest.param(_tried("CALL", 2), None, id="too-few"),
        pytest.param(_tried("CALL", 3), "CALL", id="three"),
        pytest.param(_tried("CALL", 3, 4), None, id="less-than-half"),
        pytest.param(_tried("CALL", 3, 3), "CALL", id="half"),
        pytest.param(_tried("CALL", 3, 1) + _tried("APP", 3), "APP", id="the-larger-share"),
        pytest.param(_tried("CALL", 3) + _tried("APP", 4), None, id="the-same-share"),
        pytest.param(_tried("VISIT", 5), None, id="visits-are-no-preference"),
        pytest.param(_tried("SMS", 3, direction="IN", result=None, talk=None), "SMS", id="the-debtor-wrote"),
        pytest.param(_tried("SMS", 3, result=None, talk=None), None, id="nobody-knows-of-a-response"),
        pytest.param(_tried("CALL", 3, target="GUARANTOR"), None, id="somebody-else-answered"),
        pytest.param(_tried("CALL", 3, target=None), None, id="perhaps-somebody-else"),
        pytest.param(_tried("CALL", 3, direction=None), None, id="nobody-knows-who-began"),
        pytest.param(_tried(None, 3), None, id="no-channel"),
    ],
)
def test_the_preferred_channel(log: list[Row], found: str | None) -> None:
    told = preferred(part(log).contacts)
    assert told.rows() == ([] if found is None else [(0, found)])


def test_each_debtor_has_its_own() -> None:
    log = _tried("CALL", 3) + _tried("EMAIL", 3, debtor=1) + _tried("CALL", 1, 2, debtor=2)
    assert sorted(preferred(part(log).contacts).rows()) == [(0, "CALL"), (1, "EMAIL")]
