"""AES-SIV over columns of texts of mixed width: deterministic authenticated encryption.

Source: RFC 5297, with exactly one associated-data element. Equal, byte for byte, to `cryptography`'s AESSIV, which
does the rare widths; a width with many values is done over the column: one AES call for each block of all its values.
A column of one width is a matrix of bytes (values x width).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import CipherContext
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from collectkit.crypto.ff1 import ecb, xor

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

TAG = 16
"""Bytes of the tag (synthetic IV), which stands before the ciphertext."""

CHUNK = 8_192
"""AES blocks worked on at a time: texts, key stream and output together fill about half of a 1 MiB cache."""

_WORDS = 2
"""Words in a block."""

_CLEARED = np.uint64(0x7FFF_FFFF_7FFF_FFFF)
"""RFC 5297 section 2.6: two bits of a tag are cleared, so that counting never carries past 32 bits."""

_FEW = 24
"""Up to so many values of one width the library is faster than a column."""


def _double(block: bytes) -> bytes:
    """Return *block* times x in GF(2^128), RFC 5297 section 2.3."""
    doubled = int.from_bytes(block, "big") << 1
    if doubled >> 128:
        doubled ^= (1 << 128) | 0x87
    return doubled.to_bytes(TAG, "big")


class SIVColumns:
    """AES-SIV under one key and associated data. Threads may share it.

    Args:
        key: 32, 48 or 64 bytes: the first half for S2V, the second for CTR.
        data: the one associated-data element.
    """

    def __init__(self, key: bytes, data: bytes) -> None:
        half = len(key) // 2
        self._library, self._data = AESSIV(key), data
        self._mac, self._ctr = ecb(key[:half]), ecb(key[half:])
        aes = self._mac.encryptor().update
        # The subkeys of CMAC (RFC 4493), and S2V's state after the associated data.
        self._k1 = _double(aes(bytes(TAG)))
        self._k2 = _double(self._k1)
        self._state = xor(_double(self._cmac(bytes(TAG))), self._cmac(data))

    def _cmac(self, message: bytes) -> bytes:
        """Return AES-CMAC of one message (RFC 4493)."""
        aes = self._mac.encryptor().update
        whole = max(len(message) - 1, 0) // TAG * TAG
        state = bytes(TAG)
        for place in range(0, whole, TAG):
            state = aes(xor(state, message[place : place + TAG]))
        last = message[whole:]
        if len(last) == TAG:
            return aes(xor(state, xor(last, self._k1)))
        return aes(xor(state, xor((last + b"\x80").ljust(TAG, b"\0"), self._k2)))

    def encrypt(self, texts: Bytes) -> Bytes:
        """Encrypt a column of one width (0 and more).

        Returns:
            Tag, then ciphertext, of each value: values x (16 + width).
        """
        rows, width = texts.shape
        out = np.empty((rows, TAG + width), np.uint8)
        if self._is_rare(rows, width):
            for k in range(rows):
                sealed = self._library.encrypt(texts[k].tobytes(), [self._data])
                out[k] = np.frombuffer(sealed, np.uint8)
            return out
        space = _Workspace(rows, width)
        mac, ctr, constant = self._mac.encryptor(), self._ctr.encryptor(), self._constant(width)
        for start in range(0, rows, space.size):
            chunk = slice(start, start + space.size)
            tags = space.tags(mac, constant, texts[chunk])
            out[chunk, :TAG] = tags.view(np.uint8)
            space.crypt(ctr, tags, texts[chunk], out[chunk, TAG:])
        return out

    def decrypt(self, sealed: Bytes) -> tuple[Bytes, Flags]:
        """Undo `encrypt`.

        Returns:
            The texts, and where the tag is right: elsewhere the text means nothing and must not be shown.
        """
        rows, width = len(sealed), sealed.shape[1] - TAG
        out, right = np.zeros((rows, width), np.uint8), np.zeros(rows, np.bool_)
        if self._is_rare(rows, width):
            for k in range(rows):
                try:
                    text = self._library.decrypt(sealed[k].tobytes(), [self._data])
                except InvalidTag:
                    continue
                out[k], right[k] = np.frombuffer(text, np.uint8), True
            return out, right
        space = _Workspace(rows, width)
        mac, ctr, constant = self._mac.encryptor(), self._ctr.encryptor(), self._constant(width)
        for start in range(0, rows, space.size):
            chunk = slice(start, start + space.size)
            given = np.ascontiguousarray(sealed[chunk, :TAG]).view(np.uint64)
            space.crypt(ctr, given, sealed[chunk, TAG:], out[chunk])
            tags = space.tags(mac, constant, out[chunk])
            right[chunk] = (tags[:, 0] == given[:, 0]) & (tags[:, 1] == given[:, 1])
        return out, right

    def _is_rare(self, rows: int, width: int) -> bool:
        """Tell whether the library is the faster way: few values, or values that fill a chunk by few."""
        return min(rows, CHUNK * TAG // max(width, 1)) <= _FEW

    def _constant(self, width: int) -> Bytes:
        """Return what S2V and CMAC add to every text of one width, padding included, as whole blocks."""
        last = max(width - 1, 0) // TAG * TAG  # where CMAC's last block begins
        if width >= TAG:
            mixed = bytes(width - TAG) + self._state
            end = self._k2 if width % TAG else self._k1
        else:
            # A short text is padded to one whole block by S2V itself, before CMAC sees it.
            mixed, end = bytes(width), xor(_double(self._state), self._k1)
        padded = mixed if width and width % TAG == 0 else mixed + b"\x80"
        blocks = xor(padded.ljust(last + TAG, b"\0"), bytes(last) + end)
        return np.frombuffer(blocks, np.uint8)


class _Workspace:
    """Buffers for values of one width, a chunk at a time, and the two halves of AES-SIV in them.

    Blocks are handled as pairs of words: numpy is slow over rows of so few bytes, and fast down a column of words.

    Args:
        rows: values in all.

    Attributes:
        size: values in a chunk at most.
    """

    def __init__(self, rows: int, width: int) -> None:
        self._width, self._count = width, max(-(-width // TAG), 1)
        self.size = min(rows, CHUNK // self._count)
        self._blocks = np.empty((self.size, self._count, _WORDS), np.uint64)
        self._output = np.empty(self._blocks.nbytes + TAG - 1, np.uint8)  # cryptography asks for this slack
        self._mixed = np.empty((self.size, _WORDS), np.uint64)
        self._low = np.empty(self.size, np.uint64)

    def tags(self, aes: CipherContext, constant: Bytes, texts: Bytes) -> Words:
        """Return S2V's last step for each row: CMAC of the text mixed with *constant*; valid until the next call."""
        blocks, mixed = self._blocks[: len(texts)], self._mixed[: len(texts)]
        padded = blocks.view(np.uint8).reshape(len(texts), -1)
        padded[...] = constant
        padded[:, : self._width] ^= texts
        mac: Words = np.zeros_like(mixed)
        for k in range(self._count):
            for word in range(_WORDS):
                np.bitwise_xor(mac[:, word], blocks[:, k, word], out=mixed[:, word])
            mac = self._encipher(aes, mixed)
        return mac

    def crypt(self, aes: CipherContext, tags: Words, texts: Bytes, out: Bytes) -> None:
        """Put into *out* the *texts* xor the key stream that begins at each row's tag (CTR mode)."""
        blocks, low = self._blocks[: len(texts)], self._low[: len(texts)]
        counters = blocks.view(">u8")
        np.bitwise_and(tags.view(">u8")[:, 1], _CLEARED, out=low)
        for k in range(self._count):
            blocks[:, k, 0] = tags[:, 0]
            counters[:, k, 1] = low
            low += np.uint64(1)
        stream = self._encipher(aes, blocks).view(np.uint8).reshape(len(texts), -1)
        np.bitwise_xor(texts, stream[:, : self._width], out=out)

    def _encipher(self, aes: CipherContext, blocks: Words) -> Words:
        """Return *blocks* enciphered, in their shape; valid until the next call."""
        aes.update_into(blocks.reshape(-1).view(np.uint8).data, self._output[: blocks.nbytes + TAG - 1].data)
        return self._output[: blocks.nbytes].view(np.uint64).reshape(blocks.shape)
