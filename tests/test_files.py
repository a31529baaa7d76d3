import errno
import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gesched.files import safe_stems, write_whole

STEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = {"con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9"}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestWriteWhole:
    def test_it_writes_all_and_nothing_else(self, tmp_path: Path) -> None:
        content = bytes(range(256)) * 1000
        assert write_whole(tmp_path / "a.bin", content) == tmp_path / "a.bin"
        assert (tmp_path / "a.bin").read_bytes() == content
        assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]

    def test_it_makes_folders_and_takes_text_as_a_path(self, tmp_path: Path) -> None:
        assert write_whole(str(tmp_path / "a" / "b" / "c"), b"") == tmp_path / "a" / "b" / "c"
        assert (tmp_path / "a" / "b" / "c").read_bytes() == b""

    def test_it_replaces(self, tmp_path: Path) -> None:
        target = tmp_path / "a"
        target.write_bytes(b"much longer than what comes")
        write_whole(target, b"new")
        assert target.read_bytes() == b"new"

    @pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
    def test_permissions_follow_the_umask(self, tmp_path: Path, umask: int, expected: int) -> None:
        before = os.umask(umask)
        try:
            write_whole(tmp_path / "a", b"")
            after = os.umask(umask)
        finally:
            os.umask(before)
        assert mode(tmp_path / "a") == expected
        assert after == umask

    @pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
    @pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
    def test_whatever_fails_the_old_file_stays_and_nothing_is_left(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
    ) -> None:
        target = tmp_path / "a"
        target.write_bytes(b"old")

        def failing(*_: object) -> None:
            raise error

        monkeypatch.setattr(step, failing)
        with pytest.raises(type(error)):
            write_whole(target, b"new")
        monkeypatch.undo()
        assert target.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    def test_a_folder_is_not_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        with pytest.raises(OSError, match="directory"):
            write_whole(tmp_path / "a", b"new")
        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    def test_a_file_in_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"old")
        with pytest.raises(OSError, match="a"):
            write_whole(tmp_path / "a" / "b", b"new")
        assert (tmp_path / "a").read_bytes() == b"old"

    def test_a_link_is_replaced_and_what_it_points_to_stays(self, tmp_path: Path) -> None:
        elsewhere, link = tmp_path / "elsewhere", tmp_path / "link"
        elsewhere.write_bytes(b"old")
        link.symlink_to(elsewhere)
        write_whole(link, b"new")
        assert not link.is_symlink()
        assert link.read_bytes() == b"new"
        assert elsewhere.read_bytes() == b"old"

    def test_a_link_to_nothing_and_a_link_to_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
        write_whole(tmp_path / "dangling", b"new")
        assert (tmp_path / "dangling").read_bytes() == b"new"
        (tmp_path / "real").mkdir()
        (tmp_path / "folder").symlink_to(tmp_path / "real", target_is_directory=True)
        write_whole(tmp_path / "folder" / "a", b"inside")
        assert (tmp_path / "real" / "a").read_bytes() == b"inside"


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
ALIKE = st.text(st.sampled_from("aA1 -éß/.\u212a"), max_size=5)
LISTS = st.lists(NAMES | ALIKE, max_size=12)


class TestSafeStems:
    @given(LISTS)
    def test_every_name_has_one_safe_stem_of_its_own(self, names: list[str]) -> None:
        stems = safe_stems(names)
        assert set(stems) == set(names)
        assert len(set(stems.values())) == len(stems)
        for stem in stems.values():
            assert STEM.fullmatch(stem), stem
            assert len(stem) <= 69
            assert stem not in RESERVED

    @given(LISTS, st.randoms())
    def test_order_and_repetition_make_no_difference(self, names: list[str], random: object) -> None:
        shuffled = random.sample([*names, *names], 2 * len(names))  # type: ignore[attr-defined]
        assert safe_stems(shuffled) == safe_stems(names)

    @example(["a"], "A")
    @example(["A"], "a")
    @given(st.lists(NAMES | ALIKE, max_size=8), NAMES | ALIKE)
    def test_a_name_keeps_its_stem_when_another_comes(self, names: list[str], other: str) -> None:
        """Unless the two differ in case only: then nothing else could tell them apart."""
        before, after = safe_stems(names), safe_stems([*names, other])
        for name in names:
            in_case_only = name != other and name.lower() == other.lower()
            assert after[name] == before[name] or in_case_only

    def test_names_that_look_like_another_ones_stem(self) -> None:
        names = ["../x", "x d6b96a97", "d6b96a97", "x", "X!"]
        assert len(set(safe_stems(names).values())) == len(names)

    @pytest.mark.parametrize(
        ("name", "stem"),
        [
            ("Label 1", "label-1"),
            ("Web marketer 1", "web-marketer-1"),
            ("CON", "con-8d8b4f1c"),
            ("", "e3b0c442"),
            ("名前", "3adb4a2c"),
        ],
    )
    def test_examples(self, name: str, stem: str) -> None:
        found = safe_stems([name])[name]
        assert re.sub("[0-9a-f]{8}$", "#", found) == re.sub("[0-9a-f]{8}$", "#", stem)

    def test_names_that_differ_in_case_only(self) -> None:
        stems = safe_stems(["label 1", "Label 1", "LABEL 1", "Label 2"])
        assert stems.pop("Label 2") == "label-2"
        assert all(re.fullmatch("label-1-[0-9a-f]{8}", stem) for stem in stems.values())
