"""Derivation, tokens and preserved forms once more, written plainly from the description: one value, Python integers.

It shares no code with the package except the AES and HKDF of `cryptography`; tests compare the columns with it.
"""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANK40 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./_"
LETTERS = {"phone": "P", "identity": "D", "bank": "B", "account": "A", "customer": "C"}
LETTERS |= {"name": "N", "address": "H", "email": "E", "text": "T"}


def context(algorithm: str, slot: str, recipient: str, kind: str, scope: str, batch: str) -> bytes:
    out = b""
    for part in ("collectkit/token/1", algorithm, slot, recipient, kind, scope, batch):
        out += len(part.encode()).to_bytes(2, "big") + part.encode()
    return out


def subkey(root: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, None, info).derive(root)


def cbc_mac(key: bytes, message: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return cipher.update(message)[-16:]


def ff1_encrypt(key: bytes, tweak: bytes, radix: int, x: list[int]) -> list[int]:
    """FF1.Encrypt of SP 800-38G, step by step."""
    n, t = len(x), len(tweak)
    u, v = n // 2, n - n // 2
    a, b = x[:u], x[u:]
    size = 0
    while 256**size < radix**v:
        size += 1
    d = 4 * -(-size // 4) + 4
    p = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([10, u % 256]) + n.to_bytes(4, "big") + t.to_bytes(4, "big")
    for i in range(10):
        number = 0
        for digit in b:
            number = number * radix + digit
        q = tweak + b"\0" * ((-t - size - 1) % 16) + bytes([i]) + number.to_bytes(size, "big")
        r = cbc_mac(key, p + q)
        assert d <= 16
        y = int.from_bytes(r[:d], "big")
        m = u if i % 2 == 0 else v
        number = 0
        for digit in a:
            number = number * radix + digit
        c = (number + y) % radix**m
        a, b = b, [c // radix**k % radix for k in reversed(range(m))]
    return a + b


def rank(text: str, alphabet: str) -> int:
    value = 0
    for symbol in text:
        value = value * len(alphabet) + alphabet.index(symbol)
    for length in range(len(text)):
        value += int(len(alphabet) ** length)
    return value


def number(kind: str, value: str) -> tuple[int, int]:
    """Return x and w of the token table."""
    if kind == "phone":
        return int(value[1:]), 10
    if kind == "identity":
        return int(value[:17]), 12
    if value.isdigit():
        return rank(value, "0123456789"), 13
    return rank(value, RANK40), 16


def token(root: bytes, kind: str, value: str, slot: str, recipient: str, scope: str, batch: str) -> str:
    head = LETTERS[kind] + slot
    if kind in ("name", "address", "email", "text"):
        info = context("siv", slot, recipient, kind, scope, batch)
        sealed = AESSIV(subkey(root, info, 64)).encrypt(value.encode(), [info])
        bits = "".join(f"{byte:08b}" for byte in sealed)
        bits += "0" * (-len(bits) % 5)
        return head + "".join(SYMBOLS[int(bits[k : k + 5], 2)] for k in range(0, len(bits), 5))
    info = context("ff1-32", slot, recipient, kind, scope, batch)
    x, w = number(kind, value)
    numerals = [0] * 8 + [x // 32**k % 32 for k in reversed(range(w))]
    return head + "".join(SYMBOLS[k] for k in ff1_encrypt(subkey(root, info, 32), info, 32, numerals))


def luhn_digit(body: str) -> str:
    """Return the digit that ISO/IEC 7812-1, annex B puts behind *body*."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def check_character(body: str) -> str:
    """Return what ISO 7064 MOD 11-2 puts behind the 17 digits of an ID number: 12 minus the weighted sum, mod 11."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    rest = (12 - total) % 11
    return "X" if rest == 10 else str(rest)


def preserved(
    root: bytes, kind: str, value: str, slot: str, recipient: str, scope: str, batch: str, *, valid: bool = False
) -> str:
    """Return the number that keeps the form of a card or an ID number."""
    info = context("ff1-10", slot, recipient, kind, scope, batch)

    def cipher(digits: str) -> str:
        return "".join(map(str, ff1_encrypt(subkey(root, info, 32), info, 10, [int(digit) for digit in digits])))

    if kind == "bank":
        body = cipher(value[:-1])
        return body + str((int(luhn_digit(body)) + (0 if valid else 5)) % 10)
    birth = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    days = (birth - date(1800, 1, 1)).days
    body = "00" + cipher(f"{value[:6]}{days:06d}{value[14:17]}")
    return body + check_character(body)
