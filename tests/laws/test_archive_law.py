"""Laws of archives: what is packed comes out again, in one form; what is cut or altered never comes out as if whole."""

from __future__ import annotations

import io
import random
import tarfile

from hypothesis import given
from hypothesis import strategies as st

from collectkit.errors import InputError
from collectkit.files import archive

names = st.text(st.sampled_from("ab.-_ 说é/"), min_size=1, max_size=20).filter(archive.is_relative)
contents = st.binary(max_size=40) | st.integers(505, 520).map(bytes) | st.integers(9_700, 10_300).map(bytes)
packages = st.dictionaries(names, contents, max_size=6)


@given(files=packages, order=st.randoms(use_true_random=False))
def test_unpack_undoes_pack_whatever_the_order(files: dict[str, bytes], order: random.Random) -> None:
    data = archive.pack(files)
    assert archive.unpack(data) == files
    shuffled = list(files.items())
    order.shuffle(shuffled)
    assert archive.pack(dict(shuffled)) == data
    assert archive.packed(files).read() == data


@given(files=packages)
def test_python_reads_the_same(files: dict[str, bytes]) -> None:
    data = archive.pack(files)
    assert len(data) % tarfile.RECORDSIZE == 0
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as reader:
        found = {}
        for one in reader:
            stream = reader.extractfile(one)
            assert stream is not None
            found[one.name] = stream.read()
    assert found == files


@given(files=packages, data=st.data())
def test_a_cut_archive_is_whole_or_refused(files: dict[str, bytes], data: st.DataObject) -> None:
    whole = archive.pack(files)
    size = data.draw(st.integers(0, len(whole)) | st.integers(0, len(whole) // 512).map(lambda blocks: blocks * 512))
    needed = sum(512 + -(-len(content) // 512) * 512 for content in files.values()) + 1024
    try:
        assert archive.unpack(whole[:size]) == files
        assert size >= needed
    except InputError:
        assert size < needed


@given(files=packages.filter(bool), data=st.data())
def test_an_altered_header_is_another_name_or_refused(files: dict[str, bytes], data: st.DataObject) -> None:
    whole = bytearray(archive.pack(files))
    place = data.draw(st.integers(0, 511))
    whole[place] ^= data.draw(st.integers(1, 255))
    try:
        found = archive.unpack(bytes(whole))
    except InputError:
        return
    # The checksum finds every altered byte; its own field has spellings that mean the same.
    assert found == files
    assert 148 <= place < 156
