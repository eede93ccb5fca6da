"""``pledgetree pledge``: the pledge as a document: write it, sign it, verify it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option, now
from pledgetree.cli.printing import fault_record, language, print_faults, print_json, say
from pledgetree.publish.pledge_words import word

FILE = click.Path(path_type=Path)
DEMO_PASSWORD = "demo"  # noqa: S105 - printed beside the keys it opens, which nobody trusts
DEMO_DAYS = 3650


@click.group()
def pledge() -> None:
    """Write, sign and verify the document of a pledge."""


@pledge.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--pledge", "pledge_id", required=True, help="The pledge, by its identifier in the snapshot.")
@click.option("--out", type=FILE, required=True, help="The PDF to write; it must not exist yet.")
@click.option("--rulebook", help="Name or folder of the rulebook; default: the snapshot's, else the default one.")
@lang_option
def document(snapshot: Path, pledge_id: str, out: Path, rulebook: str | None) -> None:
    """Write the document of a pledge as PDF/A, in the language of --lang, with a field for every signature."""
    from pledgetree.publish.pledge_document import pledge_document
    from pledgetree.survey.writing import write_new

    write_new(out, pledge_document(snapshot, pledge_id, language(), rulebook))
    say("Wrote the document of pledge {pledge} to {out}.", pledge=pledge_id, out=out)


@pledge.command()
@click.argument("file", type=FILE)
@click.option(
    "--as", "side", type=click.Choice(["superior", "subordinate"]), required=True, help="The side that signs."
)
@click.option("--role", required=True, help="The role signed in, for example party_head.")
@click.option("--key", type=FILE, required=True, help="PKCS#12 file with the signatory's key and certificate.")
@click.option("--password-file", type=FILE, help="File whose first line is the password of the key; default: none.")
@click.option("--out", type=FILE, required=True, help="The signed PDF to write; it must not exist yet.")
@click.option("--entry", type=FILE, help="Also write the act's entry for the log, one line, to this new file.")
@lang_option
def sign(
    file: Path, side: str, role: str, key: Path, password_file: Path | None, out: Path, entry: Path | None
) -> None:
    """Sign FILE for a side and role: PAdES, added at the end, so that earlier signatures stay as they are."""
    from pledgetree.evidence.digests import canonical_json
    from pledgetree.evidence.document_signing import check_holder, place_for, sign_document
    from pledgetree.evidence.log_files import read_file
    from pledgetree.evidence.signing_act import signing_entry
    from pledgetree.evidence.signing_keys import load_key
    from pledgetree.publish.pledge_document import signature_mark
    from pledgetree.survey.writing import write_new

    at, data = datetime.fromisoformat(now()), read_file(file)
    place = place_for(data, side, role, file)
    password = read_file(password_file).split(b"\n")[0].rstrip(b"\r") if password_file else None
    signing = load_key(read_file(key), password, at, key)
    check_holder(signing.holder, place.required, key)
    mark = signature_mark(signing.holder, role, at, place.language, place.size)
    signed = sign_document(data, place, signing, at, mark)
    write_new(out, signed)
    if entry is not None:
        write_new(entry, canonical_json(signing_entry(signed, place.record, place.required, at)) + b"\n")
    say("{name} signed as {role}; wrote {out}.", name=signing.holder.name, role=word("role", role, language()), out=out)


@pledge.command()
@click.argument("file", type=FILE)
@click.option("--trust", type=FILE, help="PEM or DER file of the authorities to trust; default: trust is not checked.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def verify(
    file: Path,
    trust: Path | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Say who signed FILE, as what and when, and whether it changed since. Exit 1 when it has faults."""
    from pledgetree.evidence.document_verifying import examine
    from pledgetree.evidence.log_files import read_file
    from pledgetree.evidence.signing_keys import load_authorities
    from pledgetree.publish.signature_lines import signature_line

    authorities = load_authorities(read_file(trust), trust) if trust else None
    report = examine(read_file(file), file, authorities)
    if as_json:
        print_json(report.as_json() | {"faults": [fault_record(one) for one in report.faults]})
    else:
        for one in report.signatures:
            click.echo(signature_line(one, language()))
        print_faults(report.faults)
        say("{signatures} signatures, {faults} faults", signatures=len(report.signatures), faults=len(report.faults))
    if report.faults:
        raise click.exceptions.Exit(1)


@pledge.command("demo-keys")
@click.argument("file", type=FILE)
@click.option("--out", type=FOLDER, required=True, help="The folder to write; it must not exist yet.")
@lang_option
def demo_keys(file: Path, out: Path) -> None:
    """Write keys to try signing FILE with: one for each signature it asks for, and their authority. Never for real."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.x509 import random_serial_number

    from pledgetree.base.folders import new_folder
    from pledgetree.evidence.authority import Term, demonstration_files
    from pledgetree.evidence.log_files import read_file
    from pledgetree.evidence.signed_documents import open_document, read_record

    at = datetime.fromisoformat(now())
    record = read_record(open_document(read_file(file), file), file)
    term = Term(at - timedelta(days=1), at + timedelta(days=DEMO_DAYS))
    files = demonstration_files(
        record.required, term, lambda: generate_private_key(SECP256R1()), random_serial_number, DEMO_PASSWORD
    )
    with new_folder(out) as folder:
        for name, data in files.items():
            (folder / name).write_bytes(data)
    say("Wrote {count} keys, their authority and their password to {out}.", count=len(record.required), out=out)
