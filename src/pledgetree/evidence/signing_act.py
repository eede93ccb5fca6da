"""The official act of a signing as an entry for the log: which document, which pledge, which side and role."""

from __future__ import annotations

from datetime import UTC, datetime

from pledgetree.evidence.digests import sha256_bytes
from pledgetree.evidence.signed_documents import Record, Required

KIND = "pledges:pledge:sign"


def signing_entry(document: bytes, record: Record, required: Required, at: datetime) -> dict[str, object]:
    """The entry; it holds no person's name.

    Args:
        document: the signed PDF with this signature as its last.
        record: the record it carries.
        required: the side and role that signed.
        at: the moment of signing, with its time zone.
    """
    return {
        "kind": KIND,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "unit": required.unit_id,
        "by": required.role,
        "subject": record.pledge_id,
        "digests": {"document": f"sha256:{sha256_bytes(document)}", "record": f"sha256:{record.digest}"},
        "facts": {"role": required.role, "side": required.side},
    }
