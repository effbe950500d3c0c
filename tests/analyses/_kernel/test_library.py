"""The kernel in use is the one that these modules were written for."""

import shutil
import subprocess
import sysconfig
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from fairlead.analyses._kernel.library import EXPECTED_ABI, KernelError, library, load


def compiled(folder: Path, source: str) -> Path:
    (folder / "kernel.c").write_text(source)
    compiler = shutil.which("cc") or str(sysconfig.get_config_var("CC")).split()[0]
    target = folder / f"kernel{EXTENSION_SUFFIXES[0]}"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", target, folder / "kernel.c"], check=True)
    return folder


def test_the_compiled_kernel_is_the_expected_one() -> None:
    assert library().fl_kernel_abi() == EXPECTED_ABI


def test_the_kernel_is_loaded_once() -> None:
    assert library() is library()


def test_a_missing_kernel_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match=r"is missing: expected kernel\..*`make setup`"):
        load(tmp_path)


def test_a_stale_kernel_is_refused(tmp_path: Path) -> None:
    folder = compiled(tmp_path, "int fl_kernel_abi(void) { return 0; }")
    with pytest.raises(KernelError, match=rf"has version 0, expected {EXPECTED_ABI}\."):
        load(folder)


def test_a_library_that_is_no_kernel_is_refused(tmp_path: Path) -> None:
    folder = compiled(tmp_path, "int something_else(void) { return 1; }")
    with pytest.raises(KernelError, match=r"cannot be used: .*fl_kernel_abi"):
        load(folder)


def test_a_file_that_is_no_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / f"kernel{EXTENSION_SUFFIXES[0]}").write_bytes(b"not a library")
    with pytest.raises(KernelError, match="cannot be used"):
        load(tmp_path)
