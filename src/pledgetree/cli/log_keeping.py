"""``pledgetree log``: keep, prove, verify and witness a transparency log."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any

import click

from pledgetree.base.errors import Fault, user_error
from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import fault_record, print_faults, print_json, say

_SEED_BYTES = 32
_key_option = click.option("--key", type=FOLDER, help="File of the private key; default: beside the folder, DIR.key.")


def _vkey(text: str) -> Any:
    """A public key given as a file or as its text."""
    from pledgetree.evidence.forms import FormError
    from pledgetree.evidence.keys import read_vkey
    from pledgetree.evidence.log_folder import read_key_file

    if Path(text).exists():
        return read_key_file(Path(text))
    try:
        return read_vkey(text)
    except FormError as error:
        raise user_error("LOG_FORM", text, reason=str(error)) from None


def _end(faults: tuple[Fault, ...]) -> None:
    if any(one.severity == "fault" for one in faults):
        raise click.exceptions.Exit(1)


@click.group("log")
def log_group() -> None:
    """The transparency log: a folder in tlog-tiles layout."""


@log_group.command("init")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--origin", required=True, help="Name of the log for good, for example oversight.example/520502.")
@_key_option
@lang_option
def init(folder: Path, origin: str, key: Path | None) -> None:
    """Make a log without entries in the new folder DIR, and its private key outside of it."""
    from pledgetree.evidence.log_folder import create_log, default_key

    made = create_log(folder, origin, secrets.token_bytes(_SEED_BYTES), key)
    say("private key: {path}", path=key or default_key(folder))
    say("public key: {key}", key=made.key.text())


@log_group.command("append")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--entries", type=FOLDER, required=True, help="File with one JSON object per line.")
@lang_option
def append(folder: Path, entries: Path) -> None:
    """Append entries to the log in DIR, all or none; needs no key. The last file given twice is appended once."""
    from pledgetree.evidence.entries import read_entries
    from pledgetree.evidence.log_folder import append_entries

    done = append_entries(folder, read_entries(entries))
    if done.again:
        say("these entries stand in the log already, from {start} on; nothing was appended", start=done.start)
    else:
        say("{count} entries appended; the log has {size}", count=done.size - done.start, size=done.size)


@log_group.command("checkpoint")
@click.argument("folder", metavar="DIR", type=FOLDER)
@_key_option
@lang_option
def checkpoint(folder: Path, key: Path | None) -> None:
    """Sign the present state of the log in DIR, unless it contradicts what was signed before."""
    from pledgetree.evidence.log_folder import VKEY, default_key, open_log, read_key_file, read_signer, sign_head

    open_log(folder)
    signer = read_signer(key or default_key(folder), read_key_file(folder / VKEY))
    click.echo(sign_head(folder, signer).text(), nl=False)


@log_group.command("prove")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--index", type=click.IntRange(0), help="Number of the entry, from 0.")
@click.option("--entry", type=FOLDER, help="File with the entry as JSON.")
@click.option("--with-entry", is_flag=True, help="Put the entry's bytes into the proof.")
@click.option("--out", type=FOLDER, required=True, help="The .tlog-proof file to write.")
@lang_option
def prove(
    folder: Path,
    index: int | None,
    entry: Path | None,
    with_entry: bool,  # noqa: FBT001 - a flag of the command line
    out: Path,
) -> None:
    """Write the proof that an entry is in the signed part of the log in DIR."""
    from pledgetree.evidence.entries import read_entry
    from pledgetree.evidence.log_files import read_file
    from pledgetree.evidence.log_folder import open_log
    from pledgetree.evidence.log_proving import prove_entry, prove_index, write_proof

    if (index is None) == (entry is None):
        raise click.UsageError("give either --index or --entry")
    log = open_log(folder)
    if entry is None:
        assert index is not None
        proof = prove_index(log, index, with_entry=with_entry)
    else:
        proof = prove_entry(log, read_entry(read_file(entry), entry).data, with_entry=with_entry)
    write_proof(out, proof)
    say("entry {index} proven in {path}", index=proof.index, path=out)


@log_group.command("verify")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--against", type=FOLDER, help="A checkpoint of the log that you kept.")
@click.option("--vkey", help="The log's public key as you know it, text or file; default: DIR/log.vkey.")
@click.option("--witness", multiple=True, help="Public key, text or file, of a witness that must have cosigned.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def verify(
    folder: Path,
    against: Path | None,
    vkey: str | None,
    witness: tuple[str, ...],
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Verify the log in DIR from its entries up. Exit 1 when there are faults."""
    from pledgetree.evidence.log_verifying import verification_record, verify_log

    found = verify_log(folder, _vkey(vkey) if vkey else None, [_vkey(one) for one in witness], against)
    if as_json:
        print_json(verification_record(folder, found, [fault_record(one) for one in found.faults]))
    else:
        print_faults(found.faults)
        say(
            "{origin}: {size} entries, {signed} of them signed",
            origin=found.origin,
            size=found.size,
            signed=found.signed,
        )
    _end(found.faults)


@log_group.command("verify-proof")
@click.argument("proof", type=FOLDER)
@click.option("--entry", type=FOLDER, help="File with the entry as JSON; default: the one inside the proof.")
@click.option("--vkey", required=True, help="The log's public key as you know it, text or file.")
@click.option("--witness", multiple=True, help="Public key, text or file, of a witness that must have cosigned.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def verify_proof(
    proof: Path,
    entry: Path | None,
    vkey: str,
    witness: tuple[str, ...],
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Verify a PROOF (.tlog-proof) without the log. Exit 1 when it does not hold."""
    from pledgetree.evidence.proof_checking import check_proof, proof_record

    found = check_proof(proof, entry, _vkey(vkey), [_vkey(one) for one in witness])
    if as_json:
        print_json(proof_record(proof, found, [fault_record(one) for one in found.faults]))
    else:
        print_faults(found.faults)
        if found.index is not None:
            say("entry {index} of {origin} is proven", index=found.index, origin=found.origin)
    _end(found.faults)


@log_group.group("witness")
def witness_group() -> None:
    """Witnesses: the superior unit cosigns a log that has not rewritten anything."""


@witness_group.command("init")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--name", required=True, help="Name of the witness for good, for example oversight.example/520500.")
@_key_option
@lang_option
def witness_init(folder: Path, name: str, key: Path | None) -> None:
    """Make a witness in the new folder DIR, and its private key outside of it."""
    from pledgetree.evidence.log_folder import default_key
    from pledgetree.evidence.witnessing import create_witness

    made = create_witness(folder, name, secrets.token_bytes(_SEED_BYTES), key)
    say("private key: {path}", path=key or default_key(folder))
    say("public key: {key}", key=made.text())


@witness_group.command("trust")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--vkey", required=True, help="The public key of the log, text or file.")
@lang_option
def witness_trust(folder: Path, vkey: str) -> None:
    """Let the witness in DIR know a log by its public key."""
    from pledgetree.evidence.witnessing import trust_log

    key = _vkey(vkey)
    trust_log(folder, key)
    say("{origin} is known to the witness", origin=key.name)


@witness_group.command("request")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--old", type=click.IntRange(0), default=0, show_default=True, help="Entries the witness knows.")
@click.option("--out", type=FOLDER, required=True, help="The request to write.")
@lang_option
def witness_request(folder: Path, old: int, out: Path) -> None:
    """Write what the log in DIR hands to its witness: its checkpoint, and the proof from the size it knows."""
    from pledgetree.evidence.log_files import write_files
    from pledgetree.evidence.witnessing import make_request

    write_files(out.parent, [(out.name, make_request(folder, old).data())])
    say("request written to {path}", path=out)


@witness_group.command("cosign")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--request", type=FOLDER, required=True, help="The request of the log.")
@click.option("--out", type=FOLDER, required=True, help="The answer to write.")
@_key_option
@lang_option
def witness_cosign(folder: Path, request: Path, out: Path, key: Path | None) -> None:
    """Cosign a request with the witness in DIR. Exit 1 when the log has rewritten its history."""
    from pledgetree.evidence.log_files import read_file, write_files
    from pledgetree.evidence.log_folder import default_key, read_signer
    from pledgetree.evidence.witnessing import add_checkpoint, read_witness

    signer = read_signer(key or default_key(folder), read_witness(folder))
    line = add_checkpoint(folder, signer, read_file(request), int(time.time())).line()
    write_files(out.parent, [(out.name, line.encode())])
    say("cosignature written to {path}", path=out)


@witness_group.command("attach")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--answer", type=FOLDER, required=True, help="The answer of the witness.")
@click.option("--witness", "vkey", required=True, help="The public key of the witness, text or file.")
@lang_option
def witness_attach(folder: Path, answer: Path, vkey: str) -> None:
    """Put a witness's answer under the checkpoint of the log in DIR."""
    from pledgetree.evidence.log_files import read_file
    from pledgetree.evidence.witnessing import attach

    key = _vkey(vkey)
    attach(folder, read_file(answer), key)
    say("cosigned by {name}", name=key.name)
