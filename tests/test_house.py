"""The repository itself: tests mirror the code, sizes, names, excuses, prose, fault codes, the wheel, the languages."""

from __future__ import annotations

import ast
import os
import re
import statistics
import string
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import yaml

from pledgetree import __version__
from pledgetree.base.errors import wordings
from pledgetree.cli import main
from pledgetree.cli.printing import LANGUAGES

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "pledgetree"
ROOMS = {"cli", "portal", "publish", "assessment", "indicators", "nation", "pledges", "survey", "matching", "integrity"}
ROOMS |= {"registry", "snapshot", "lifecycle", "law", "evidence", "base", "rulebooks"}
DATA_ROOMS = {"rulebooks"}
NOT_OURS = {".git", ".venv", "build", "dist", "__pycache__", ".hypothesis", "bootstrap"}
NOT_OURS |= {".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache"}

MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_FUNCTION = 40
MEDIAN_LINES_OF_A_FUNCTION = 10
# Functions that may be longer, each with its reason.
LONGER: dict[str, str] = {}


@cache
def every_file() -> tuple[Path, ...]:
    """Every file of the repository that is ours to answer for."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(set(folders) - NOT_OURS)
        found += [Path(folder, name) for name in sorted(files)]
    return tuple(found)


def our_files(*suffixes: str) -> list[Path]:
    """Our files with one of the suffixes ("" = no suffix)."""
    return [path for path in every_file() if path.suffix in suffixes]


def modules() -> list[Path]:
    return [path for path in our_files(".py") if path.is_relative_to(SOURCE)]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from ``def`` on, without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - (docstring.end_lineno - docstring.lineno + 1)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


# --- tests mirror the code ---------------------------------------------------------------------------------------


def mirror_of(module: Path) -> Path:
    """Where the tests of a module stand."""
    inside = module.relative_to(SOURCE)
    return ROOT / "tests" / "unit" / inside.parent / f"test_{inside.name}"


def has_logic(module: Path) -> bool:
    """Whether a module has functions; the command line only parses and prints, and is tested by running it."""
    return any(functions(parsed(module))) and not module.is_relative_to(SOURCE / "cli")


def test_every_module_with_logic_has_its_test_file():
    assert names([path for path in modules() if has_logic(path) and not mirror_of(path).exists()]) == []


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_really_run(command):
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "functional").glob("*.py"))
    assert f'"{command}"' in text


def test_every_unit_test_file_has_its_module():
    expected = {mirror_of(path) for path in modules()}
    orphans = [
        path for path in our_files(".py") if path.is_relative_to(ROOT / "tests" / "unit") and path not in expected
    ]
    assert not names([path for path in orphans if path.name.startswith("test_")])


# --- sizes and names ---------------------------------------------------------------------------------------------


def test_modules_are_short():
    long = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in our_files(".py")}
    assert not names([path for path, lines in long.items() if lines > MOST_LINES_OF_A_MODULE])


def test_functions_are_short():
    sizes = {
        f"{path.relative_to(SOURCE)}:{function.name}": code_lines(function)
        for path in modules()
        for function in functions(parsed(path))
    }
    assert not {name: size for name, size in sizes.items() if size > MOST_LINES_OF_A_FUNCTION and name not in LONGER}
    assert statistics.median(sizes.values()) < MEDIAN_LINES_OF_A_FUNCTION
    assert set(LONGER) <= {name for name, size in sizes.items() if size > MOST_LINES_OF_A_FUNCTION}


def test_no_room_for_things_without_a_name():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    words = {path: set(path.relative_to(SOURCE).with_suffix("").parts) for path in modules()}
    assert not names([path for path, parts in words.items() if vague & {part.strip("_") for part in parts}])
    classes = [node.name for path in modules() for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
    assert not [name for name in classes if name.endswith(("Manager", "Helper", "Utils"))]


# --- excuses have reasons, prose has none of the workshop ------------------------------------------------------------

EXCUSE = re.compile(
    r"#\s*(?:pragma:\s*no cover|noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?)(?P<reason>.*)"
)


def without_reason(line: str) -> bool:
    """Whether a line excuses itself from a check and does not say why."""
    excuse = EXCUSE.search(line)
    return excuse is not None and len(re.findall(r"[A-Za-z]", excuse["reason"])) < 10


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("x = 1", False),
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: F401, E501", True),
        ("x = 1  # noqa: F401 - the name is part of the public face", False),
        ("x = f()  # type: ignore[attr-defined]", True),
        ("x = f()  # type: ignore[attr-defined]  # the library has no types", False),
        ("if x:  # pragma: no cover", True),
    ],
)
def test_an_excuse_is_recognised(line, bare):
    assert without_reason(line) is bare


def test_every_excuse_has_its_reason():
    lines = chain.from_iterable(
        ((path, number, line) for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
        for path in our_files(".py")
        if path != Path(__file__)
    )
    assert not [f"{path.relative_to(ROOT)}:{number}" for path, number, line in lines if without_reason(line)]


UNWANTED = re.compile(
    r"/(?:work|root|tmp|home)/|\.\./shared|farm-studio|sub-?agent|\bclaude\b|anthropic|chatgpt"
    r"|\bthis (?:session|workplace)\b"
    r"|\b(?:TODO|FIXME|XXX)\b|\bissue #?\d|pypi\.org|pythonhosted|npmjs|deb\.debian\.org|conda\.anaconda",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "text", ["see /work/data", "../shared/x", "index at PyPI.org", "as in issue 12", "# TODO: later"]
)
def test_an_unwanted_word_is_recognised(text):
    assert UNWANTED.search(text)


def test_no_file_speaks_of_machines_hosts_or_unfinished_work():
    suffixes = (".py", ".md", ".toml", ".yaml", ".yml", ".sh", ".html", ".css", ".js", ".po", ".json", ".txt", "")
    read = ((path, path.read_text(encoding="utf-8", errors="replace")) for path in our_files(*suffixes))
    found = ((path, UNWANTED.search(text)) for path, text in read if path != Path(__file__))
    assert not [f"{path.relative_to(ROOT)}: {word[0]}" for path, word in found if word]


# --- fault codes ---------------------------------------------------------------------------------------------------


def fault_calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every call that makes a fault: where, the code, the parameters given (None = not visible in the code)."""
    for path in modules():
        for node in ast.walk(parsed(path)):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in {"fault", "user_error"} and node.args and isinstance(node.args[0], ast.Constant):
                given = {word.arg for word in node.keywords}
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield where, node.args[0].value, None if None in given else given - {"where"}


def places(code: str) -> set[str]:
    """The places in braces of a code's words."""
    words = wordings()[code]
    return {field for _, field, _, _ in string.Formatter().parse(words.what + words.remedy) if field}


def test_every_fault_that_is_made_has_words():
    assert not [(where, code) for where, code, _ in fault_calls() if code not in wordings()]


def test_every_fault_is_made_with_the_parameters_of_its_words():
    made = [call for call in fault_calls() if call[1] in wordings() and call[2] is not None]
    assert not [(where, code, given) for where, code, given in made if given != places(code)]


def test_every_fault_code_is_used():
    text = "\n".join(path.read_text(encoding="utf-8") for path in modules())
    assert not [code for code in wordings() if not re.search(rf"[\"']{code}[\"']", text)]


def test_words_of_faults_are_plain():
    for code, words in wordings().items():
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", code)
        assert words.severity in {"fault", "warning", "note"}
        assert not [text for text in (words.what, words.remedy) if text != text.strip().rstrip(".")], code


# --- rooms ---------------------------------------------------------------------------------------------------------


def settings() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract(identity: str) -> dict:
    contracts = settings()["tool"]["importlinter"]["contracts"]
    return next(one for one in contracts if one["id"] == identity)


def present_rooms() -> set[str]:
    return {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}


def test_every_room_of_the_design_is_placed_and_no_other():
    layers = contract("rooms")["layers"]
    placed = [room.strip(" ()") for layer in layers for room in layer.split("|")]
    assert sorted(placed) == sorted(ROOMS)  # every one once
    assert present_rooms() <= ROOMS


def test_every_room_with_code_is_a_package_and_the_others_hold_none():
    for room in present_rooms():
        assert (SOURCE / room / "__init__.py").exists() is (room not in DATA_ROOMS), room


def test_only_the_portal_may_import_django():
    no_django = contract("no-django")
    assert no_django["source_modules"] == ["pledgetree.*"]
    assert {line.split(" -> ")[0].removesuffix(".**") for line in no_django["ignore_imports"]} == {"pledgetree.portal"}


def test_the_rooms_at_the_bottom_are_kept_from_engines():
    bottom = present_rooms() & {"base", "evidence", "law", "lifecycle"}
    assert set(contract("no-engine")["source_modules"]) == {f"pledgetree.{room}" for room in bottom}


def test_the_command_line_imports_the_portal_only_inside_a_function():
    for path in (SOURCE / "cli").glob("*.py"):
        top = [node for node in parsed(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not [node for node in top if "pledgetree.portal" in ast.unparse(node)], path


# --- what is delivered -----------------------------------------------------------------------------------------------


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("pledgetree/")}
    files = (path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert inside == {path.relative_to(SOURCE.parent).as_posix() for path in files}


def test_the_version_is_one():
    assert settings()["project"]["version"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_locks_hold_hashes_and_exact_versions():
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"(?<!\\)\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        assert not [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry], lock


def texts(value: object, where: str) -> Iterator[tuple[str, dict]]:
    """Every mapping that has an English text, with its place."""
    if isinstance(value, dict):
        if "en" in value:
            yield where, value
        for key, inner in value.items():
            yield from texts(inner, f"{where}/{key}")
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{where}/{number}")


def test_every_text_of_the_rulebooks_is_in_every_language():
    files = sorted((SOURCE / "rulebooks").rglob("*.yaml"))
    assert files
    found = [pair for path in files for pair in texts(yaml.safe_load(path.read_text("utf-8")), names([path])[0])]
    assert found
    assert not [where for where, text in found if set(text) != set(LANGUAGES) or not all(text.values())]
