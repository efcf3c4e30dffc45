"""How tokens are spelled: letters, lengths, patterns, tokens inside text, and what people make of them when typing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from collectkit.crypto import base32
from collectkit.crypto.compact import FORMS
from collectkit.crypto.siv import TAG
from collectkit.crypto.strings import Bytes, column, to_matrix, widths_of

HEAD = 2
"""Characters before the body: kind letter and slot."""

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "phone": "P",
        "identity": "D",
        "bank": "B",
        "account": "A",
        "customer": "C",
        "name": "N",
        "address": "H",
        "email": "E",
        "text": "T",
    }
)
"""Kind -> first letter of its tokens."""

KINDS: Mapping[str, str] = MappingProxyType({letter: kind for kind, letter in LETTERS.items()})
"""First letter -> kind."""

BYTE_KINDS = frozenset(LETTERS) - frozenset(FORMS)
"""The kinds whose tokens hold any text, byte for byte."""

WIDTHS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {kind: tuple(HEAD + form.length for form in forms) for kind, forms in FORMS.items()}
)
"""Compact kind -> the lengths of its tokens. The other kinds' tokens grow with the text: see `text_bytes`."""

SYMBOL = "[0-9A-HJKMNP-TV-Z]"
"""One symbol of the token alphabet, as a regular expression."""

# After the letter: the slot, then 28 symbols (17 bytes) or more, of a number that whole bytes have.
_ENDS = "|".join(f"{SYMBOL}{{{size}}}" for size in (4, 5, 7, 8, 10))
_BYTE_BODIES = f"{SYMBOL}{{25}}(?:{SYMBOL}{{8}})*(?:{_ENDS})"

PATTERN = (
    "(?:"
    + "|".join(
        [
            *(f"{LETTERS[kind]}{SYMBOL}{{{width - 1}}}" for kind, widths in WIDTHS.items() for width in widths),
            f"[{''.join(LETTERS[kind] for kind in LETTERS if kind in BYTE_KINDS)}]{_BYTE_BODIES}",
        ]
    )
    + ")"
)
"""A whole token in its one spelling; for Rust's regular expressions and Python's alike. Anchor it to match a cell."""
STANDS_IN = f"(?:{PATTERN}|S{SYMBOL}{{25}})"
"""A token or a pseudonym."""

COMPACT = frozenset(width for widths in WIDTHS.values() for width in widths)
"""The lengths of compact tokens."""
_SYMBOLS = base32.SYMBOLS.encode()


def all_compact(cells: pl.Series) -> bool:
    """Tell whether all *cells* are compact tokens of one kind and length: from their bytes, faster than `PATTERN`."""
    widths = widths_of(cells)
    if not len(cells) or widths[0] not in COMPACT or (widths != widths[0]).any():
        return False
    return compact(to_matrix(cells, int(widths[0])))


def compact(matrix: Bytes) -> bool:
    """Tell whether the rows of *matrix*, the bytes of texts of one length, are all compact tokens of one kind."""
    width = matrix.shape[1]
    if not len(matrix) or width not in WIDTHS.get(KINDS.get(chr(matrix[0, 0]), ""), ()):
        return False
    return bool((matrix[:, 0] == matrix[0, 0]).all()) and not matrix.tobytes().translate(None, _SYMBOLS)


RUN = "[0-9A-Za-z]{20,}"
"""Where a token may stand in free text: an unbroken run of ASCII letters and digits, found whole because matching is
greedy. No token is a part of a longer run, so a run is a token or holds none; see `find`."""


_GROUPS = r"[A-Za-z][0-9A-Za-z]{3}(?:[ -][0-9A-Za-z]{4}){4,5}(?:[ -][0-9A-Za-z]{2,3})?"


_BETWEEN = r"[\s\p{Pd}\p{Cf}\x{2212}]"
"""What word processors and telephones make of a space or a hyphen between groups; U+2212 is the minus sign."""


def text_bytes(width: int) -> int | None:
    """Return how many bytes of text a token of *width* characters of a byte kind holds; None if no text has it."""
    size = base32.bytes_in(width - HEAD) if width > HEAD else None
    return size - TAG if size is not None and size > TAG else None


def is_token(values: pl.Series) -> pl.Series:
    """Tell (Boolean, null for null) which cells are a token in its one spelling, ours or not."""
    return values.str.contains(f"^{PATTERN}$")


def find(texts: pl.Series) -> pl.Series:
    """Return for each text the tokens in it, as they stand (upper or lower case), in order (List of String).

    What is found has a token's form; only opening tells whether it is one.
    """
    formed = pl.element().str.to_uppercase().str.contains(f"^{PATTERN}$")
    return column(pl.lit(texts).str.extract_all(RUN).list.filter(formed))


def in_bytes(text: bytes) -> pl.Series:
    """Return the tokens in bytes of any kind, as `find` does, in their one spelling (String, each once).

    Tokens that stand in groups of four, as on paper, are found too.
    """
    whole = pl.Series([text.decode("latin-1")])
    runs, groups = (whole.str.extract_all(form).explode().drop_nulls().unique() for form in (RUN, _GROUPS))
    tokens = pl.concat([runs.str.to_uppercase(), read_kindly(groups)])
    return tokens.filter(is_token(tokens)).unique()


def read_kindly(values: pl.Series) -> pl.Series:
    """Bring tokens that people typed to the one spelling; any other cell stays as it is.

    Read kindly are lower case, what stands between groups (spaces and hyphens of all widths, and what is not seen),
    wide letters and digits, O for 0, and I or L for 1.
    """
    if is_token(values).fill_null(value=True).all():
        return values
    typed = values.str.normalize("NFKC").str.to_uppercase().str.replace_all(_BETWEEN, "")
    typed = typed.str.replace_all("O", "0", literal=True).str.replace_all("[IL]", "1")
    return column(pl.when(is_token(typed)).then(pl.lit(typed)).otherwise(pl.lit(values)))


def stated(values: pl.Series) -> pl.Series:
    """Return of each cell that is no token, as it stands or kindly read, the one token in its text; else the cell.

    A token that stands in it twice is one; of two, nobody can say which is meant.
    """
    if not values.null_count() and all_compact(values):
        return values
    strange = (~is_token(values)).fill_null(value=False)
    if not strange.any():
        return values
    places = strange.arg_true()
    left = values.gather(places)
    found = pl.concat_list(find(left).list.eval(pl.element().str.to_uppercase()), _in_groups(left)).list.unique()
    one = column((found.list.len() == 1) & ~pl.lit(is_token(read_kindly(left))))
    return values.clone().scatter(places.filter(one), column(found.list.first()).filter(one))


def _in_groups(texts: pl.Series) -> pl.Series:
    """Return the tokens that stand in groups of four in each text (List of String)."""
    read = pl.element().str.to_uppercase().str.replace_all("[ -]", "")
    return column(pl.lit(texts).str.extract_all(_GROUPS).list.eval(read.filter(read.str.contains(f"^{PATTERN}$"))))


def grouped(values: pl.Series) -> pl.Series:
    """Return compact tokens in groups of four, to be read out and typed: ``A0NM-KF0C-...``; other cells as they are."""
    parted = pl.lit(values).str.replace_all("(.{4})", "${1}-").str.strip_suffix("-")
    compact_ = pl.lit(is_token(values)) & pl.lit(values).str.len_bytes().is_in([*COMPACT])
    return column(pl.when(compact_).then(parted).otherwise(pl.lit(values)))
