"""Verifies a transparency log, or a proof from one, without trusting whoever keeps it, and without their programs.

Needs Python 3.11 and the package ``cryptography``; imports nothing of Pledgetree, so that it can be read whole.

    python verify_log.py log FOLDER --vkey KEY [--against CHECKPOINT] [--witness KEY]...
    python verify_log.py proof FILE --vkey KEY [--entry FILE] [--witness KEY]...

KEY is a public key, name+id+base64, as you got it from somebody you trust. FOLDER is a copy of the log. Ends with 0
when everything holds, with 1 and a reason when not. The formats are C2SP's: c2sp.org/signed-note, tlog-checkpoint,
tlog-tiles, tlog-cosignature, tlog-proof; the tree is RFC 6962's.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WIDTH = 256  # hashes per tile, entries per bundle
LOG, WITNESS = 1, 4  # the two kinds of keys


def require(condition, reason):
    """Stop with a reason unless something holds."""
    if not condition:
        raise SystemExit(f"FALSE: {reason}")


def sha256(data):
    """The hash that everything rests on."""
    return hashlib.sha256(data).digest()


def decode(text):
    """The bytes of a base64 text, in its one usual form."""
    data = base64.b64decode(text, validate=True)
    require(base64.b64encode(data).decode() == text, "base64 in an unusual form")
    return data


def fold(hashes):
    """The root over hashes of leaves: split at the largest power of two below their number (RFC 6962, 2.1)."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else sha256(b"")
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\x01" + fold(hashes[:half]) + fold(hashes[half:]))


def read_key(vkey):
    """Name, id, kind and bytes of a public key; its id must be the hash of the rest."""
    name, identity, body = vkey.strip().split("+", 2)
    data = decode(body)
    require(sha256(name.encode() + b"\n" + data)[:4].hex() == identity, f"{name}: the key does not fit its id")
    require(data[0] in (LOG, WITNESS) and len(data) == 33, f"{name}: not an Ed25519 key of a log or a witness")
    return name, bytes.fromhex(identity), data[0], data[1:]


def has_signed(text, signatures, key):
    """Whether the key has signed the text of a note; a witness signs the time as well (tlog-cosignature)."""
    name, identity, kind, public = key
    signed = False
    for line in signatures:
        dash, who, body = line.split(" ")
        data = decode(body)
        if (dash, who, data[:4]) != ("—", name, identity):
            continue  # a key we do not know
        message, signature = text.encode(), data[4:]
        if kind == WITNESS:
            head = f"cosignature/v1\ntime {int.from_bytes(signature[:8])}\n"
            message, signature = head.encode() + message, signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            raise SystemExit(f"FALSE: the signature of {name} is wrong") from None
        signed = True
    return signed


def open_checkpoint(data, log, witnesses):
    """Size and root of a checkpoint that the log has signed and all the witnesses have cosigned."""
    text, _, signatures = data.decode("utf-8").rpartition("\n\n")
    require(signatures.endswith("\n"), "the checkpoint is cut off")
    text, lines = text + "\n", signatures[:-1].split("\n")
    origin, size, root, *_ = text.split("\n")
    require(log[2] == LOG and origin == log[0], "the checkpoint is another log's")
    for key in (log, *witnesses):
        require(has_signed(text, lines, key), f"{key[0]} has not signed")
    return int(size), decode(root)


def tile(folder, kind, number, size):
    """The file of a tile or bundle: ``x001/x234/067``, with ``.p/WIDTH`` while it is partial."""
    digits = f"{number:03}".zfill(-(-len(f"{number:03}") // 3) * 3)
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    path = folder / "tile" / kind / "/".join([*("x" + one for one in groups[:-1]), groups[-1]])
    width = min(WIDTH, size - number * WIDTH)
    part = path.with_name(path.name + ".p") / str(width)
    return (part if width < WIDTH and part.exists() else path).read_bytes(), width


def hashes_of(folder, size):
    """The hashes of the first ``size`` entries, computed from the entries and compared with the log's own tiles."""
    hashes = []
    for number in range(-(-size // WIDTH)):
        (bundle, width), (held, _) = tile(folder, "entries", number, size), tile(folder, "0", number, size)
        place, found = 0, []
        while place < len(bundle) and len(found) < width:
            end = place + 2 + int.from_bytes(bundle[place : place + 2])
            require(end <= len(bundle), f"bundle {number} is cut off")
            found.append(sha256(b"\x00" + bundle[place + 2 : end]))
            place = end
        require(len(found) == width, f"bundle {number} has too few entries")
        require(b"".join(found) == held[: 32 * width], f"tile {number} is not that of its entries")
        hashes += found
    return hashes


def verify_log(asked, log, witnesses):
    """Every entry of the log stands under its checkpoint, and under the one that was kept."""
    size, root = open_checkpoint((asked.place / "checkpoint").read_bytes(), log, witnesses)
    hashes = hashes_of(asked.place, size)
    require(fold(hashes) == root, "the signed root is not that of the entries")
    if asked.against:
        before, kept = open_checkpoint(asked.against.read_bytes(), log, [])
        require(before <= size, f"{before} entries were promised, {size} are there: the end was cut off")
        require(fold(hashes[:before]) == kept, "the first entries are not those of the kept checkpoint: rewritten")
    return f"{log[0]}: {size} entries, root {base64.b64encode(root).decode()}"


def verify_proof(asked, log, witnesses):
    """The entry's hash and the path lead to the signed root (RFC 9162, 2.1.3.2)."""
    head, _, checkpoint = asked.place.read_bytes().partition(b"\n\n")
    header, *lines = head.decode("utf-8").split("\n")
    require(header == "c2sp.org/tlog-proof@v1", "not a proof")
    extra = decode(lines.pop(0)[6:]) if lines[0].startswith("extra ") else None
    entry = asked.entry.read_bytes().removesuffix(b"\n") if asked.entry else extra
    require(entry is not None, "give the entry, in the exact bytes of the log, with --entry")
    index, path = int(lines[0].removeprefix("index ")), [decode(one) for one in lines[1:]]
    size, root = open_checkpoint(checkpoint, log, witnesses)
    require(0 <= index < size and all(len(one) == 32 for one in path), "an index or a hash out of bounds")
    node, last, found = index, size - 1, sha256(b"\x00" + entry)
    for sibling in path:
        require(last > 0, "the path is too long")
        if node & 1 or node == last:
            found = sha256(b"\x01" + sibling + found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + sibling)
        node, last = node >> 1, last >> 1
    require(last == 0 and found == root, "the path does not lead from the entry to the signed root")
    return f"entry {index} of {log[0]}: {entry.decode('utf-8')}"


def main(arguments=None):
    """Read the command line, verify, say what holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["log", "proof"])
    parser.add_argument("place", type=Path)
    parser.add_argument("--vkey", required=True)
    parser.add_argument("--witness", action="append", default=[])
    for name in ("--against", "--entry"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args(arguments)
    try:
        keys = [read_key(one) for one in (asked.vkey, *asked.witness)]
        print("TRUE:", (verify_log if asked.what == "log" else verify_proof)(asked, keys[0], keys[1:]))
    except (ValueError, IndexError, OSError) as error:
        raise SystemExit(f"FALSE: cannot be read: {error}") from None
    return 0


if __name__ == "__main__":
    sys.exit(main())
