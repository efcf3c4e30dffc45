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
Flags = npt.NDArray[np.bool_]

TAG = 16
"""Bytes of the tag (synthetic IV), which stands before the ciphertext."""

CHUNK = 16_384
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
        if rows <= _FEW:
            for k in range(rows):
                sealed = self._library.encrypt(texts[k].tobytes(), [self._data])
                out[k] = np.frombuffer(sealed, np.uint8)
            return out
        for start in range(0, rows, CHUNK):
            chunk = texts[start : start + CHUNK]
            tags = self._tags(chunk)
            out[start : start + CHUNK, :TAG] = tags
            out[start : start + CHUNK, TAG:] = self._crypt(tags, chunk)
        return out

    def decrypt(self, sealed: Bytes) -> tuple[Bytes, Flags]:
        """Undo `encrypt`.

        Returns:
            The texts, and where the tag is right: elsewhere the text means nothing and must not be shown.
        """
        rows, width = len(sealed), sealed.shape[1] - TAG
        out, right = np.zeros((rows, width), np.uint8), np.zeros(rows, np.bool_)
        if rows <= _FEW:
            for k in range(rows):
                try:
                    text = self._library.decrypt(sealed[k].tobytes(), [self._data])
                except InvalidTag:
                    continue
                out[k], right[k] = np.frombuffer(text, np.uint8), True
            return out, right
        for start in range(0, rows, CHUNK):
            tags = np.ascontiguousarray(sealed[start : start + CHUNK, :TAG])
            texts = self._crypt(tags, sealed[start : start + CHUNK, TAG:])
            out[start : start + CHUNK] = texts
            right[start : start + CHUNK] = (self._tags(texts).view(np.uint64) == tags.view(np.uint64)).all(axis=1)
        return out, right

    def _tags(self, texts: Bytes) -> Bytes:
        """Return the last step of S2V for each row: CMAC of the text mixed with the state."""
        rows, width = texts.shape
        last = max(width - 1, 0) // TAG * TAG  # where CMAC's last block begins
        padded = np.zeros((rows, last + TAG), np.uint8)
        padded[:, :width] = texts
        if width >= TAG:
            padded[:, width - TAG : width] ^= np.frombuffer(self._state, np.uint8)
            end = self._k1 if width % TAG == 0 else self._k2
            if width % TAG:
                padded[:, width] = 0x80
        else:
            # A short text is padded to one whole block by S2V itself, before CMAC sees it.
            padded[:, width] = 0x80
            end = xor(_double(self._state), self._k1)
        padded[:, last:] ^= np.frombuffer(end, np.uint8)
        aes = self._mac.encryptor()
        state = np.zeros((rows, TAG), np.uint8)
        for place in range(0, last + TAG, TAG):
            state = _aes(aes, state ^ padded[:, place : place + TAG])
        return state

    def _crypt(self, tags: Bytes, texts: Bytes) -> Bytes:
        """Return *texts* xor the key stream that begins at each row's tag (CTR mode)."""
        rows, width = texts.shape
        out = np.empty((rows, width), np.uint8)
        counter = tags.copy()
        counter[:, [8, 12]] &= 0x7F  # RFC 5297 section 2.6: so that counting never carries past 32 bits
        low = counter.view(">u8")[:, 1]
        aes = self._ctr.encryptor()
        for place in range(0, width, TAG):
            block = slice(place, min(place + TAG, width))
            np.bitwise_xor(texts[:, block], _aes(aes, counter)[:, : block.stop - place], out=out[:, block])
            low += np.uint64(1)
        return out


def _aes(context: CipherContext, blocks: Bytes) -> Bytes:
    """Return each row of *blocks* (rows x 16, contiguous) enciphered."""
    out = np.empty(blocks.size + TAG - 1, np.uint8)
    context.update_into(blocks.reshape(-1).data, out.data)
    return out[: blocks.size].reshape(-1, TAG)
