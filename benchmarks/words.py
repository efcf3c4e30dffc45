"""Measures how well phrases that no collector may use are found in notes, and told from what debtors say.

    python benchmarks/words.py

`words_practice.tsv` was looked at while the lexicon was made; `words_held_out.tsv` was written later, by the same
hand, and nothing was changed for it; `words_held_out_second.tsv` by another hand that had not seen the lexicon. A line
is language, who says it, category, text; all are invented. Counted is in how many texts something is surely the
collector's: in a collector's text a phrase of its category; in others (`other`: the debtor says it, or nobody;
`claim`: somebody says that a collector said it; `none`: an ordinary note) any phrase, which is a false accusation.
*Perhaps* counts texts that are for somebody to look at.

Speed: the notes of `collectkit sample notes`, one in a hundred with a phrase; CPU time of this process.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

import polars as pl

from collectkit.conduct.words.finder import hits
from collectkit.conduct.words.lexicon import CATEGORIES, built_in
from collectkit.sample.notes import batches

HERE = Path(__file__).parent
SETS = {
    "practice": "words_practice.tsv",
    "practice 2": "words_practice_2.tsv",
    "held out": "words_held_out.tsv",
    "second held out": "words_held_out_second.tsv",
}
OTHERS = ("other", "claim", "none")


def rows_of(texts: list[str]) -> pl.DataFrame:
    """Return texts as `hits` takes them."""
    schema = {"file": pl.UInt16, "row": pl.UInt32, "text": pl.String}
    return pl.DataFrame({"file": [0] * len(texts), "row": range(len(texts)), "text": texts}, schema=schema)


def measured(file: Path) -> tuple[Counter[tuple[str, str, str]], list[str]]:
    """Return (language, what, outcome) -> how many, and the texts that did not come out as they should."""
    with file.open(encoding="utf-8") as opened:
        told = list(csv.reader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = hits(rows_of([text for *_, text in told]), built_in())
    of: dict[int, set[tuple[str, bool]]] = {}
    for row, category, sure in found.select("row", "category", "sure").iter_rows():
        of.setdefault(row, set()).add((category, sure))
    counts: Counter[tuple[str, str, str]] = Counter()
    wrong = []
    for place, (language, whose, category, text) in enumerate(told):
        those = of.get(place, set())
        what = category if whose == "collector" else whose
        counts[language, what, "all"] += 1
        sure = any(each for _, each in those)
        if whose == "collector":
            right = (category, True) in those
            counts[language, what, "doubted"] += not right and (category, False) in those
        else:
            right = not sure
            counts[language, what, "doubted"] += bool(those) and not sure
        counts[language, what, "sure"] += right if whose == "collector" else sure
        if not right or (whose == "none" and those):
            wrong.append(f"{language} {what}: {text} {sorted(those)}")
    return counts, wrong


def speed(notes: int) -> None:
    """Print how long notes take."""
    lexicon = built_in()
    for language in ("zh", "en"):
        texts = pl.concat([batch.frame.to_series(-1) for batch in batches(notes, 1, language)]).to_list()
        some = [phrase.example for phrase in lexicon.phrases if phrase.id.startswith(language)]
        texts = [f"{text}. {some[at % len(some)]}" if at % 100 == 0 else text for at, text in enumerate(texts)]
        rows = rows_of(texts)
        hits(rows.head(100), lexicon)
        began = time.process_time()
        found = hits(rows, lexicon)
        taken = time.process_time() - began
        print(f"{language}: {1e6 * taken / notes:.1f} CPU-us a note, {notes:,} notes, {found.height:,} phrases")


def main() -> None:
    """Print the tables of docs/conduct-words.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--notes", type=int, default=200_000)
    parser.add_argument("--show", help="print the texts of one set that came out wrong", choices=list(SETS))
    asked = parser.parse_args()
    for name, file in SETS.items():
        counts, wrong = measured(HERE / file)
        print(f"\n{name}\n| language | text | texts | surely the collector's | perhaps |\n|---|---|---:|---:|---:|")
        for language in ("zh", "en"):
            for what in (*CATEGORIES, *OTHERS):
                every = counts[language, what, "all"]
                print(f"| {language} | {what} | {every} | {counts[language, what, 'sure']} | "
                      f"{counts[language, what, 'doubted']} |")  # fmt: skip
        if asked.show == name:
            print(*wrong, sep="\n")
    speed(asked.notes)


if __name__ == "__main__":
    main()
