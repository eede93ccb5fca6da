"""``pledgetree pledge`` as users run it: the document of a pledge, its signatures, and what a stranger finds."""

import json
import subprocess
from importlib.resources import files

import jsonschema
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pledgetree.cli import main
from tests.functional.program import pledgetree
from tests.unit.evidence.test_signing_keys import file_of, made
from tests.unit.pledges.programmes import promise, row_of, tables, tree

SCHEMA = json.loads(
    files("pledgetree.evidence").joinpath("schema", "pledge-verify.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """A small pledge tree with milestones of one county."""
    folder = tmp_path_factory.mktemp("pledge")
    rows = promise(tree(), "poor_lifted", 2016, 100)
    row_of(rows, "units", unit_id="520502000000")["name"] = "\U00020164\u36c3县"
    clause = {"pledge_id": "P520502", "family": "measures", "done_on": None, "evidence": None}
    rows["clauses"] = [clause | {"number": 1, "text": '#read("/etc/passwd")', "due_on": None}]
    (folder / "in").mkdir()
    for name, table in tables(rows).items():
        if table.num_rows:
            pq.write_table(table, folder / "in" / f"{name}.parquet")
    done = pledgetree("freeze", folder / "in", "--year", 2016, "--out", folder / "s")
    assert (done.code, done.err) == (0, "")
    return folder / "s"


@pytest.fixture(scope="module")
def signed(snapshot):
    """The documents of a province's pledge: as written, and after one, two and three signatures, with the keys."""
    folder = snapshot.parent
    paper, keys = folder / "paper.pdf", folder / "keys"
    done = pledgetree("pledge", "document", snapshot, "--pledge", "P52", "--lang", "zh-hans", "--out", paper)
    assert (done.code, done.err) == (0, "")
    done = pledgetree("pledge", "demo-keys", paper, "--out", keys)
    assert (done.code, done.err) == (0, "")
    papers = [paper]
    for side, role in (("superior", "body"), ("subordinate", "party_head"), ("subordinate", "government_head")):
        out = folder / f"{side}.{role}.pdf"
        key = ("--key", keys / f"{side}.{role}.p12", "--password-file", keys / "password.txt")
        entry = ("--entry", folder / f"{role}.jsonl")
        done = pledgetree("pledge", "sign", papers[-1], "--as", side, "--role", role, *key, "--out", out, *entry)
        assert (done.code, done.err) == (0, "")
        papers.append(out)
    return papers


def verified(path, *options):
    done = pledgetree("pledge", "verify", path, "--json", *options)
    said = json.loads(done.out)
    jsonschema.validate(said, SCHEMA)
    assert done.err == ""
    return done.code, said


def test_a_document_signed_by_all_is_valid_and_trusted(signed):
    code, said = verified(signed[-1], "--trust", signed[0].parent / "keys" / "ca.pem")
    assert (code, said["valid"], said["faults"], said["missing"]) == (0, True, [], [])
    assert [(one["side"], one["role"], one["trusted"]) for one in said["signatures"]] == [
        ("superior", "body", True),
        ("subordinate", "party_head", True),
        ("subordinate", "government_head", True),
    ]
    assert verified(signed[-1])[0] == 0  # without --trust nobody is distrusted


def test_missing_signatures_end_with_1(signed):
    code, said = verified(signed[1])
    assert (code, said["missing"]) == (
        1,
        [{"side": "subordinate", "role": "party_head"}, {"side": "subordinate", "role": "government_head"}],
    )
    assert verified(signed[0])[1]["faults"][0]["code"] == "DOCUMENT_UNSIGNED"


@pytest.mark.poppler
def test_another_reader_confirms_the_signatures_and_the_names(signed, snapshot, tmp_path):
    told = subprocess.run(["pdfsig", signed[-1]], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid") == 3
    county = tmp_path / "county.pdf"
    done = pledgetree("pledge", "document", snapshot, "--pledge", "P520502", "--lang", "fr", "--out", county)
    assert done.code == 0
    text = subprocess.run(["pdftotext", county, "-"], capture_output=True, text=True, check=True).stdout
    assert "\U00020164\u36c3县" in text
    assert '#read("/etc/passwd")' in text


def test_the_same_pledge_is_the_same_file(signed, snapshot, tmp_path):
    again = tmp_path / "again.pdf"
    pledgetree("pledge", "document", snapshot, "--pledge", "P52", "--lang", "zh-hans", "--out", again)
    assert again.read_bytes() == signed[0].read_bytes()


def test_an_altered_document_ends_with_1(signed, tmp_path):
    data = bytearray(signed[-1].read_bytes())
    data[len(data) // 3] ^= 4
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(data)
    code, said = verified(altered)
    assert code == 1
    assert {"SIGNATURE_BROKEN", "DOCUMENT_BROKEN"} & {one["code"] for one in said["faults"]}


def test_what_is_no_document_ends_with_1_and_says_so(tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7 nothing else")
    assert [one["code"] for one in verified(path)[1]["faults"]] == ["DOCUMENT_BROKEN"]
    path.write_bytes(b"")
    assert [one["code"] for one in verified(path)[1]["faults"]] == ["DOCUMENT_NOT_PDF"]


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_one_line_per_signature(signed, lang):
    done = pledgetree("pledge", "verify", signed[-1], "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == 4
    assert done.out.count("Pledgetree demonstration authority") == 3


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)])
def test_a_key_somebody_made_for_himself_signs(signed, tmp_path, key):
    (tmp_path / "k.p12").write_bytes(file_of(key, made(key), b"pw"))
    (tmp_path / "pw").write_bytes(b"pw\r\n")
    options = ("--key", tmp_path / "k.p12", "--password-file", tmp_path / "pw", "--out", tmp_path / "out.pdf")
    done = pledgetree("pledge", "sign", signed[0], "--as", "superior", "--role", "body", *options)
    assert (done.code, done.err) == (0, "")
    assert verified(tmp_path / "out.pdf")[1]["signatures"][0]["name"] == "outsider"


def test_the_act_is_written_for_the_log(signed):
    (line,) = (signed[0].parent / "body.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert (entry["kind"], entry["subject"], entry["facts"]) == (
        "pledges:pledge:sign",
        "P52",
        {"role": "body", "side": "superior"},
    )
    said = verified(signed[1])[1]
    assert entry["digests"] == {"document": f"sha256:{said['document']}", "record": f"sha256:{said['record']}"}


def refused(*arguments):
    """The code a refusal begins with; run in this process, because there are many."""
    done = CliRunner().invoke(main, ["pledge", *map(str, arguments)])
    assert (done.exit_code, done.stdout, "Traceback" in done.stderr) == (2, "", False)
    return done.stderr.split(" ")[0]


def test_wrong_signings_are_refused(signed, tmp_path):
    keys = signed[0].parent / "keys"
    password, out = ("--password-file", keys / "password.txt"), ("--out", tmp_path / "out.pdf")
    body, party = ("--key", keys / "superior.body.p12"), ("--key", keys / "subordinate.party_head.p12")
    as_body, as_party = ("--as", "superior", "--role", "body"), ("--as", "subordinate", "--role", "party_head")
    as_other = ("--as", "superior", "--role", "party_head")
    assert refused("sign", signed[1], *as_body, *body, *password, *out) == "SIGNED_ALREADY"
    assert refused("sign", signed[1], *as_other, *body, *password, *out) == "ROLE_NOT_REQUIRED"
    assert refused("sign", signed[0], *as_party, *body, *password, *out) == "HOLDER_DIFFERS"
    assert refused("sign", signed[0], *as_body, *body, *out) == "KEY_PASSWORD"
    assert refused("sign", signed[0], *as_body, "--key", keys / "ca.pem", *out) == "KEY_NOT_PKCS12"
    assert refused("sign", signed[0], *as_body, "--key", keys / "none.p12", *out) == "FILE_MISSING"
    assert refused("sign", keys / "ca.pem", *as_body, *body, *password, *out) == "DOCUMENT_NOT_PDF"
    assert refused("sign", signed[0], *as_body, *body, *password, "--out", signed[1]) == "FILE_EXISTS"
    assert refused("sign", signed[1], *as_party, *party, *password, "--out", tmp_path) in {
        "FILE_EXISTS",
        "WRITE_REFUSED",
    }
    assert not list(tmp_path.iterdir())


def test_wrong_documents_are_refused(signed, snapshot, tmp_path):
    out = ("--out", tmp_path / "out.pdf")
    assert refused("document", snapshot, "--pledge", "P99", *out) == "NO_SUCH_PLEDGE"
    assert refused("document", snapshot, "--pledge", "P52", "--out", signed[0]) == "FILE_EXISTS"
    assert refused("document", tmp_path / "none", "--pledge", "P52", *out) == "FOLDER_MISSING"
    assert (
        refused("document", snapshot, "--pledge", "P52", "--rulebook", "cn-funds-2017", *out) == "PLEDGE_TEXT_MISSING"
    )
    assert refused("demo-keys", signed[0], "--out", signed[0].parent / "keys") == "FOLDER_EXISTS"
    assert refused("verify", signed[0], "--trust", signed[0]) == "TRUST_UNREADABLE"
    assert refused("verify", tmp_path / "none.pdf") == "FILE_MISSING"
