"""What goes with a masked file: for whom it was made, under which rules and key, what is in it, and what was checked.

Nothing in it is a raw value, a path or a name of the creditor's machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectkit.crypto.derivation import Context
from collectkit.crypto.formats import Kind
from collectkit.crypto.making import Making
from collectkit.errors import InputError, TokenError
from collectkit.mask.operators.codes import Fpe, form_of
from collectkit.mask.operators.shifting import ShiftDates
from collectkit.mask.plan import Plan, Step
from collectkit.mask.policy import Policy
from collectkit.mask.text.redact import NOT_FOUND
from collectkit.tables.totals import FORMAT, Totals


def beside(masked: Path) -> Path:
    """Return where the manifest of a masked file lies."""
    return masked.with_name(f"{masked.name}.manifest.json")


def build(
    plan: Plan,
    policy: Policy,
    making: Making,
    totals: Totals,
    inside: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
    *,
    file: str,
    sha256: str,
    version: str,
) -> Mapping[str, Any]:
    """Return the manifest of one file.

    Args:
        inside: what was replaced inside texts: output column -> kind -> how many.
        file: the name of the file, without its folder.
        sha256: of the file's bytes, hex.
        version: of collectkit.
    """
    return {
        "format": FORMAT,
        "tool": f"collectkit {version}",
        **making.as_dict(),
        "as_of": [] if _shifts(plan) else [day.isoformat() for day in sorted(totals.as_of)],
        "phone_region": plan.region or "",
        "policy": stated(policy),
        "columns": columns(plan, inside),
        "leak_gate": "passed",
        "files": [{"name": file, "sha256": sha256, **totals.as_dict()}],
    }


def _shifts(plan: Plan) -> bool:
    """Whether dates are shifted: then the as-of days of the output are not the file's."""
    return any(isinstance(step.rule.operator, ShiftDates) for step in plan.steps)


def stated(policy: Policy) -> dict[str, str]:
    """Return the name, revision and digest of a policy, and what it says of purpose and terms (PIPL art. 21)."""
    revision = {"revision": policy.revision} if policy.revision else {}
    return {"name": policy.name, **revision, "sha256": policy.sha256, **policy.terms}


def columns(plan: Plan, inside: Mapping[str, Mapping[str, int]] = MappingProxyType({})) -> list[dict[str, str]]:
    """Return what is done to each column of the output, and why; of fpe also what is needed to undo it.

    Args:
        inside: what was replaced inside texts: output column -> kind -> how many.
    """
    return [
        {
            "name": step.output,
            "operator": step.rule.operator.name,
            "reason": step.rule.reason,
            **_form(step),
            **_replaced(inside.get(step.output)),
        }
        for step in plan.steps
    ]


def _replaced(counts: Mapping[str, int] | None) -> dict[str, str]:
    if counts is None:
        return {}
    return {"replaced": ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())), "not_found": NOT_FOUND}


def _form(step: Step) -> dict[str, str]:
    kind = form_of(step.field.kind if step.field else None)
    if kind is None or not isinstance(step.rule.operator, Fpe):
        return {}
    return {"kind": kind, "valid": "true" if step.rule.operator.valid else "false"}


@dataclass(frozen=True, slots=True)
class Form:
    """What operator fpe made of a column: numbers of this kind, cards with a *valid* check digit or a wrong one."""

    kind: Kind
    valid: bool


@dataclass(frozen=True, slots=True)
class Preserved:
    """The columns of a file that operator fpe made, and the keys that it had.

    Attributes:
        check_value: of the key in the context's slot.
        columns: name in the output -> what was made.
    """

    context: Context
    check_value: str
    columns: Mapping[str, Form]


_HINT = "it lies beside the masked file, and is called FILE.manifest.json"
_READ = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)


class _Column(BaseModel):
    model_config = _READ

    name: str
    operator: str


class _Columns(BaseModel):
    model_config = _READ

    format: Literal["collectkit/manifest/1"]
    columns: list[_Column]


class _Made(BaseModel):
    """A column of operator fpe."""

    model_config = _READ

    name: str
    kind: Kind
    valid: Literal["true", "false"]


class _Keys(BaseModel):
    model_config = _READ

    recipient: str
    scope: Literal["recipient", "batch"]
    batch: str
    slot: str
    check_value: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


Model = TypeVar("Model", bound=BaseModel)


def preserved(data: bytes, name: str) -> Preserved | None:
    """Return what a manifest says of the columns that operator fpe made; None when it made none.

    Args:
        name: what messages call the manifest.

    Raises:
        InputError: it is no manifest, or does not say what is needed.
    """
    found = _loaded(data, name)
    all_columns = _read(_Columns, found, name).columns
    places = [place for place, column in enumerate(all_columns) if column.operator == Fpe.name]
    if not places:
        return None
    made = [_read(_Made, found["columns"][place], name, f"columns.{place}.") for place in places]
    if len({column.name for column in all_columns}) < len(all_columns):
        raise InputError(f"{name}: not a manifest: it names a column twice")
    keys = _read(_Keys, found, name)
    try:
        context = Context(keys.slot, keys.recipient, keys.scope, keys.batch if keys.scope == "batch" else "")
    except TokenError as error:
        raise InputError(f"{name}: not a manifest: {error.message}") from None
    forms = {column.name: Form(column.kind, column.valid == "true") for column in made}
    return Preserved(context, keys.check_value, forms)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one manifest says was sent: beside a masked file, or in a package.

    Attributes:
        recipient, scope, batch, slot, check_value: whose tokens there are, and of which key; empty without tokens.
        as_of: the days that it holds for.
        columns: name -> operator.
        tables: name of a file -> its SHA-256 and its rows; files that are no tables are left out.
    """

    recipient: str
    scope: str
    batch: str
    slot: str
    check_value: str
    as_of: tuple[str, ...]
    columns: Mapping[str, str]
    tables: Mapping[str, tuple[str, int]]


class _Table(BaseModel):
    model_config = _READ

    name: Annotated[str, Field(pattern=r"^[^/\\\x00]+$")]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    rows: Annotated[str, Field(pattern="^[0-9]{1,18}$")] | None = None


class _Sent(_Columns):
    recipient: str
    scope: str
    batch: str
    slot: str
    check_value: str
    as_of: list[str]
    files: list[_Table]


def sent(data: bytes, name: str) -> Sent:
    """Return what a manifest says was sent.

    Args:
        name: what messages call the manifest.

    Raises:
        InputError: it is no manifest, or does not say what is needed.
    """
    found = _read(_Sent, _loaded(data, name), name)
    return Sent(
        found.recipient,
        found.scope,
        found.batch,
        found.slot,
        found.check_value,
        tuple(found.as_of),
        {column.name: column.operator for column in found.columns},
        {table.name: (table.sha256, int(table.rows)) for table in found.files if table.rows is not None},
    )


def _loaded(data: bytes, name: str) -> Any:
    try:
        return json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise InputError(f"{name}: not a manifest: not JSON, or it says one thing twice", hint=_HINT) from None


def _read(model: type[Model], found: Any, name: str, place: str = "") -> Model:
    try:
        return model.model_validate(found)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        places = sorted({place + ".".join(map(str, fault["loc"])) for fault in faults})
        details = [f"{where or 'all of it'}: missing, or not what it should be" for where in places[:5]]
        raise InputError(f"{name}: not a manifest of format 1", details=details, hint=_HINT) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice in one object")
    return found
