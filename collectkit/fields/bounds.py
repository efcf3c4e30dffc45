"""A range of whole numbers in a rule file."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from collectkit.fields.money import LARGEST
from collectkit.fields.toml import FROZEN


class Range(BaseModel):
    """From `min` to `max`, both ends included; one of them may be open."""

    model_config = FROZEN

    min: Annotated[int, Field(ge=-LARGEST, le=LARGEST)] | None = None
    max: Annotated[int, Field(ge=-LARGEST, le=LARGEST)] | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> Range:
        if self.min is None and self.max is None:
            raise ValueError("must have min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        return self
