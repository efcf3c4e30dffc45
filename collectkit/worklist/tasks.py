"""What an agency is to do with each account: by its flags, its stage on the creditor's ladder, and its bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import polars as pl

from collectkit.crypto.spelling import grouped
from collectkit.worklist.contact_rules import ContactRule
from collectkit.worklist.words import Language, Words

Through = Literal["bridge", "number", "agreed"]

THROUGH: Mapping[Through, Words] = MappingProxyType(
    {
        "bridge": {"zh": "经呼叫平台按手机令牌", "en": "through the call bridge, by the telephone's token"},
        "number": {"zh": "按清单所列号码", "en": "by the number in this list"},
        "agreed": {"zh": "按约定方式", "en": "by the means agreed"},
    }
)
"""How the debtor is reached."""

FLAGS: Mapping[str, Words] = MappingProxyType(
    {
        "do_not_contact": {"zh": "不得联系债务人", "en": "Do not contact the debtor"},
        "disputed": {"zh": "债权有争议：暂停催收，等委托方核实", "en": "Disputed: wait until the creditor has checked"},
        "complaint": {"zh": "投诉处理中：暂停催收，等委托方答复", "en": "Complaint open: wait for the creditor"},
        "hardship": {"zh": "债务人困难：不催收，转委托方纾困", "en": "Hardship: do not press, refer to the creditor"},
    }
)
"""Flag of an account -> what is done; the first that is set decides, and nobody is called."""

STAGES: Mapping[str, Words] = MappingProxyType(
    {
        "MESSAGE": {"zh": "{}向债务人发送提醒", "en": "Send the debtor a reminder {}"},
        "CALL": {"zh": "{}致电债务人", "en": "Call the debtor {}"},
        "INTENSIVE_CALL": {
            "zh": "{}致电债务人，商定还款日期和金额",
            "en": "Call the debtor {}, and agree on a day and an amount",
        },
        "FIELD_VISIT": {
            "zh": "上门拜访债务人本人，不得向他人透露债务",
            "en": "Visit the debtor in person, and tell nobody else of the debt",
        },
        "AGENCY": {"zh": "{}联系债务人", "en": "Contact the debtor {}"},
        "LEGAL": {
            "zh": "准备法律程序，每一步先与委托方商定",
            "en": "Prepare legal action; the creditor agrees to each step",
        },
        "HOLD": {"zh": "暂缓处置，等委托方通知", "en": "Do nothing until the creditor says so"},
        "ROUTED_OUT": {"zh": "不联系：由委托方另行处理", "en": "Do not contact: the creditor deals with it"},
    }
)
"""Stage of a ladder (docs/ladder.md) -> what is done."""

_QUIET = frozenset({"HOLD", "ROUTED_OUT"})
_BUCKET: Words = {"zh": "逾期账龄 {}：", "en": "Bucket {}: "}
_NONE: Words = {"zh": "不联系", "en": "none"}
_NEVER: Words = {"zh": "不得联系债务人：按规则当前不允许", "en": "Do not contact the debtor: no rule allows it now"}
_LATER: Words = {"zh": "{} 起：", "en": "From {} on: "}


@dataclass(frozen=True, slots=True)
class Tasks:
    """What decides what is to be done.

    Attributes:
        key: the column that has the accounts' tokens.
        columns: field -> the column that shows it as it is: flags, `stage`, `bucket`, `contacts_left`,
            `next_contact_at`.
        rules: of the creditor's country.
    """

    key: str
    columns: Mapping[str, str]
    through: Through
    rules: Sequence[ContactRule]

    def of(self, frame: pl.DataFrame, language: Language) -> pl.DataFrame:
        """Return the columns of `tables.guided.GUIDED` for the rows of a worklist.

        Without those that no rule names, and those that the worklist itself has, for each debtor.
        """
        quiet = self._quiet()
        told = {
            "contact_hours": [rule.hours for rule in self.rules if rule.hours],
            "contacts_allowed": [rule.calls for rule in self.rules if rule.calls],
        }
        limits = [
            pl.when(quiet).then(pl.lit(_NONE[language])).otherwise(pl.lit(found[0][language])).alias(name)
            for name, found in told.items()
            if found and name not in frame.columns
        ]
        said = pl.lit(grouped(frame[self.key])).alias("token_to_say")
        return frame.select(pl.col(self.key), self._what(language).alias("what_to_do"), *limits, said).drop(self.key)

    def _what(self, language: Language) -> pl.Expr:
        through = THROUGH[self.through][language]
        contact = pl.lit(STAGES["AGENCY"][language].format(through))
        bucket = self.columns.get("bucket")
        if bucket is not None:
            before, after = _BUCKET[language].split("{}")
            named = pl.lit(before) + pl.col(bucket) + pl.lit(after) + contact
            contact = pl.when(pl.col(bucket).is_null()).then(contact).otherwise(named)
        if "stage" in self.columns:
            stages = {stage: words[language].format(through) for stage, words in STAGES.items()}
            said = pl.col(self.columns["stage"]).replace_strict(stages, default=None, return_dtype=pl.String)
            contact = pl.coalesce(said, contact)
        contact = self._planned(contact, language)
        for flag, words in reversed([*FLAGS.items()]):
            if flag in self.columns:
                contact = pl.when(self._set(flag)).then(pl.lit(words[language])).otherwise(contact)
        return contact

    def _planned(self, contact: pl.Expr, language: Language) -> pl.Expr:
        """Say from when on the debtor may be contacted, where that is not today, or that it may not be."""
        if "next_contact_at" not in self.columns:
            return contact
        none, at = self._none_left(), pl.col(self.columns["next_contact_at"])
        before, after = _LATER[language].split("{}")
        moment = at.str.slice(0, len("2026-11-27T08:00")).str.replace("T", " ", literal=True)
        later = pl.lit(before) + moment + pl.lit(after) + contact
        never = none & at.is_null()
        return pl.when(never).then(pl.lit(_NEVER[language])).when(none & ~self._quiet()).then(later).otherwise(contact)

    def _none_left(self) -> pl.Expr:
        left = self.columns.get("contacts_left")
        return pl.lit(value=False) if left is None else (pl.col(left) == 0).fill_null(value=False)

    def _quiet(self) -> pl.Expr:
        flags = [self._set(flag) for flag in FLAGS if flag in self.columns]
        stages = [pl.col(self.columns["stage"]).is_in(_QUIET)] if "stage" in self.columns else []
        at = self.columns.get("next_contact_at")
        never = [] if at is None else [self._none_left() & pl.col(at).is_null()]
        return pl.any_horizontal(pl.lit(value=False), *flags, *stages, *never).fill_null(value=False)

    def _set(self, flag: str) -> pl.Expr:
        return (pl.col(self.columns[flag]).cast(pl.String) == "true").fill_null(value=False)
