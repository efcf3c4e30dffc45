"""Archives: what they are to other programs, and what is never taken out of one."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from collectkit.errors import InputError, OutputError
from collectkit.files import archive

FILES = {
    "manifest.json": b"{}",
    "agency-a/worklist.csv": b"token\r\n" * 100,
    "说明.txt": b"",
    "manifest.sig": bytes(64),
}


def tar(*members: tuple[str, bytes] | tarfile.TarInfo, form: int = tarfile.USTAR_FORMAT) -> bytes:
    """Return an archive of (name, content) and of members without content."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as writer:
        for one in members:
            if isinstance(one, tarfile.TarInfo):
                writer.addfile(one)
                continue
            member = tarfile.TarInfo(one[0])
            member.size = len(one[1])
            writer.addfile(member, io.BytesIO(one[1]))
    return made.getvalue()


def special(kind: bytes, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo("a")
    member.type, member.linkname = kind, target
    return member


def test_members_are_plain_private_and_in_order() -> None:
    with tarfile.open(fileobj=io.BytesIO(archive.pack(FILES)), mode="r:") as reader:
        members = reader.getmembers()
    assert [one.name for one in members] == sorted(FILES)
    for one in members:
        assert (one.type, one.mode, one.mtime) == (tarfile.REGTYPE, 0o600, 0)
        assert (one.uid, one.gid, one.uname, one.gname, one.linkname, one.pax_headers) == (0, 0, "", "", "", {})


@pytest.mark.skipif(not shutil.which("tar"), reason="no tar at hand")
def test_the_tar_program_unpacks_it(tmp_path: Path) -> None:
    done = subprocess.run(
        ["tar", "-xvf", "-"], input=archive.pack(FILES), check=True, cwd=tmp_path, capture_output=True
    )
    assert not done.stderr
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.*")} == FILES


def test_a_file_counts_by_its_content(tmp_path: Path) -> None:
    for number, content in enumerate(FILES.values()):
        (tmp_path / str(number)).write_bytes(content)
    paths = {name: tmp_path / str(number) for number, name in enumerate(FILES)}
    assert archive.pack(paths) == archive.pack(FILES)
    with archive.packed(paths) as reader:
        assert reader.read() == archive.pack(FILES)


def test_a_file_that_is_gone_or_grows_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nothing: No such file"):
        archive.pack({"a": tmp_path / "nothing"})
    with pytest.raises(OutputError, match="Is a directory"):
        archive.pack({"a": tmp_path})
    grows = tmp_path / "grows"
    grows.write_bytes(bytes(100))
    pieces = archive._pieces({"b": grows})
    next(pieces)
    grows.write_bytes(bytes(101))
    with pytest.raises(OutputError, match="grows: changed while"):
        list(pieces)


@pytest.mark.parametrize(
    "name", ["/a", "../a", "a/../b", "a/..", "./a", ".", "..", "", "a//b", "a/", "a\\b", "C:a", "a\n"]
)
def test_a_name_that_leads_elsewhere_is_neither_written_nor_read(name: str) -> None:
    assert not archive.is_relative(name)
    with pytest.raises(OutputError, match="cannot be a name"):
        archive.pack({name: b""})
    if name:
        with pytest.raises(InputError, match=r"leads out of its folder"):
            archive.unpack(tar(("fine", b"x"), (name, b"x")))


@pytest.mark.parametrize("name", ["a" * 101, "a" * 300, "\udc80"])
def test_a_name_that_does_not_fit_is_refused(name: str) -> None:
    with pytest.raises(OutputError, match="does not fit an archive"):
        archive.pack({name: b""})


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.DIRTYPE,
        tarfile.FIFOTYPE,
        tarfile.CHRTYPE,
        tarfile.CONTTYPE,
        tarfile.GNUTYPE_SPARSE,
        tarfile.AREGTYPE,
    ],
)
def test_what_is_no_plain_file_is_refused(kind: bytes) -> None:
    with pytest.raises(InputError, match=r"'a/?', which is no plain file"):
        archive.unpack(tar(("fine", b"x"), special(kind, "/etc/passwd")))


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_in_extra_headers_are_refused(form: int) -> None:
    with pytest.raises(InputError, match="which is no plain file"):
        archive.unpack(tar(("说" * 100, b"x"), form=form))


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(InputError, match="'a' twice"):
        archive.unpack(tar(("a", b"1"), ("b", b"2"), ("a", b"1")))


@pytest.mark.parametrize(
    "data", [b"", b"x", bytes(512), bytes(1023), b"PK\3\4" + bytes(2000), b"age-encryption.org/v1\n" * 100]
)
def test_what_is_no_archive(data: bytes) -> None:
    with pytest.raises(InputError, match="damaged, or none of collectkit's"):
        archive.unpack(data)


def test_something_behind_the_end_is_refused() -> None:
    data = archive.pack(FILES)
    for more in (b"x", data, bytes(512) + b"x"):
        with pytest.raises(InputError, match="damaged"):
            archive.unpack(data + more)


@pytest.mark.parametrize("size", [b"\xff" * 12, b"\x80" + b"\xff" * 11, b"99999999999\0", b"-0000000512\0"])
def test_a_forged_size_is_refused(size: bytes) -> None:
    header = bytearray(archive.pack({"a": b"x"})[:512])
    header[124:136] = size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with pytest.raises(InputError, match="damaged"):
        archive.unpack(bytes(header) + bytes(2048))
