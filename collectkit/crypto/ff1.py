"""FF1, exactly: any radix, length and tweak, one value at a time.

Source: NIST SP 800-38G, with the domain of at least 1,000,000 values that the drafts of Revision 1 require.
`ff1_columns` does the same over columns, for the lengths that tokens use; this module is the reference for it and the
way for whatever does not fit there. The notation (u, v, b, d, P, Q, R, S, y) is the standard's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from collectkit.errors import TokenError

ROUNDS = 10
SMALLEST_DOMAIN = 1_000_000
_MAX_RADIX = 1 << 16
_BLOCK = 16


def ecb(key: bytes) -> Cipher[modes.ECB]:
    """Return AES on single blocks under *key*."""
    # FF1, CMAC and CTR call AES block by block; ECB over unrelated blocks is exactly that, not a mode for data.
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305


def digits_of(text: str, alphabet: str) -> list[int]:
    """Return the numerals of *text* by their place in *alphabet*.

    Raises:
        TokenError: a character is not in the alphabet (a full-width digit is not).
    """
    places = {symbol: place for place, symbol in enumerate(alphabet)}
    try:
        return [places[symbol] for symbol in text]
    except KeyError:
        raise TokenError("the value has a character outside the alphabet") from None


def text_of(numerals: Iterable[int], alphabet: str) -> str:
    """Return the text whose numerals are *numerals*."""
    return "".join(alphabet[n] for n in numerals)


def half_bytes(radix: int, length: int) -> int:
    """Return b: the bytes that hold any right half of *length* numerals. In integers: a float logarithm errs."""
    v = length - length // 2
    largest: int = radix**v - 1
    return (largest.bit_length() + 7) // 8


def first_block(radix: int, length: int, tweak: bytes) -> bytes:
    """Return P, the block that is the same for every value of one length."""
    u = length // 2
    head = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([ROUNDS, u % 256])
    return head + length.to_bytes(4, "big") + len(tweak).to_bytes(4, "big")


def check_domain(radix: int, length: int) -> None:
    """Refuse what FF1 is not safe or not defined for.

    Raises:
        TokenError: with the reason.
    """
    if not 2 <= radix <= _MAX_RADIX:
        raise TokenError(f"FF1 needs a radix from 2 to {_MAX_RADIX}")
    if length < 2 or (length < SMALLEST_DOMAIN.bit_length() and radix**length < SMALLEST_DOMAIN):
        raise TokenError(
            f"{length} numerals of radix {radix} are too few: so short a domain can be searched",
            hint=f"format-preserving encryption needs at least {SMALLEST_DOMAIN:,} possible values (NIST SP 800-38G)",
        )


class FF1:
    """FF1 under one key and tweak.

    Args:
        key: 16, 24 or 32 bytes.
        radix: 2 to 65,536.
        tweak: any length, empty too.
    """

    def __init__(self, key: bytes, radix: int, tweak: bytes = b"") -> None:
        self._cipher = ecb(key)
        self._radix = radix
        self._tweak = tweak

    def encrypt(self, numerals: Sequence[int]) -> list[int]:
        """Encrypt one value, given and returned as numerals, most significant first.

        Raises:
            TokenError: a numeral is outside the radix, or the domain too small.
        """
        u, a, b = self._halves(numerals)
        for i in range(ROUNDS):
            m = u if i % 2 == 0 else len(numerals) - u
            a, b = b, (a + self._round(i, b, len(numerals))) % self._radix**m
        return self._write(a, u) + self._write(b, len(numerals) - u)

    def decrypt(self, numerals: Sequence[int]) -> list[int]:
        """Undo `encrypt`."""
        u, a, b = self._halves(numerals)
        for i in reversed(range(ROUNDS)):
            m = u if i % 2 == 0 else len(numerals) - u
            a, b = (b - self._round(i, a, len(numerals))) % self._radix**m, a
        return self._write(a, u) + self._write(b, len(numerals) - u)

    def _halves(self, numerals: Sequence[int]) -> tuple[int, int, int]:
        check_domain(self._radix, len(numerals))
        if not all(0 <= n < self._radix for n in numerals):
            raise TokenError(f"a numeral is not in 0 to {self._radix - 1}")
        u = len(numerals) // 2
        return u, self._read(numerals[:u]), self._read(numerals[u:])

    def _read(self, numerals: Sequence[int]) -> int:
        value = 0
        for n in numerals:
            value = value * self._radix + n
        return value

    def _write(self, value: int, length: int) -> list[int]:
        numerals = [0] * length
        for place in reversed(range(length)):
            value, numerals[place] = divmod(value, self._radix)
        return numerals

    def _round(self, i: int, half: int, length: int) -> int:
        """Return y, the round's number, made from the half that stays."""
        b = half_bytes(self._radix, length)
        d = 4 * ((b + 3) // 4) + 4
        filler = bytes((-len(self._tweak) - b - 1) % _BLOCK)
        q = self._tweak + filler + bytes([i]) + half.to_bytes(b, "big")
        r = self._mac(first_block(self._radix, length, self._tweak) + q)
        s = r + b"".join(
            self._aes((int.from_bytes(r, "big") ^ j).to_bytes(_BLOCK, "big")) for j in range(1, -(-d // _BLOCK))
        )
        return int.from_bytes(s[:d], "big")

    def _mac(self, blocks: bytes) -> bytes:
        """Return PRF: the last block of AES-CBC with a zero IV."""
        state = bytes(_BLOCK)
        for place in range(0, len(blocks), _BLOCK):
            state = self._aes(xor(state, blocks[place : place + _BLOCK]))
        return state

    def _aes(self, block: bytes) -> bytes:
        return self._cipher.encryptor().update(block)


def xor(left: bytes, right: bytes) -> bytes:
    """Return the exclusive or of two strings of one length."""
    return (int.from_bytes(left, "big") ^ int.from_bytes(right, "big")).to_bytes(len(left), "big")
