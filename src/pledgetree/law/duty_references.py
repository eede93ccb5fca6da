"""What the schema cannot say about ``duties.yaml``: one owner at every tier, posts that exist, a deadline that fits.

Clear and distinct responsibilities (责任清晰): no duty without exactly one owning office, one or two accountable posts
and one working contact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

from pledgetree.base.errors import Fault, fault
from pledgetree.law.documents import Raw, items, table, texts
from pledgetree.law.reading import Json, Place, where
from pledgetree.law.references import known

DUTIES = "duties.yaml"
_ANY_COMMON_YEAR = 2001

Entry = Mapping[str, Json]


def check_duties(raw: Raw) -> Iterator[Fault]:
    """Faults of the sound parts of the duties of a raw form."""
    departments = dict(items(raw, "duties", "departments"))
    roles = {name: str(one.get("held_at")) for name, one in items(raw, "duties", "roles")}
    for name, duty in items(raw, "duties", "duties"):
        tiers = texts(duty.get("tiers"))
        for day, terms in items(duty, "from"):
            place = ("duties", name, "from", day)
            yield from _check_owner(name, place, terms, tiers, departments)
            yield from _check_posts(name, place, terms, roles, departments)
            yield from _check_contact(name, place, terms, tiers, roles, departments)
            yield from _check_deadline(name, place, terms)
            shown = where(DUTIES, (*place, "evidence"))
            yield from _all_known(
                "RULE_EVIDENCE", shown, texts(terms.get("evidence")), table(raw, "duties", "evidence")
            )


def owners_of(terms: Entry) -> list[str]:
    """The departments that owe a duty, whether it is one duty or one for each."""
    single = terms.get("owner")
    return [*([single] if isinstance(single, str) else []), *texts(terms.get("each_of"))]


def _all_known(code: str, place: str, values: Collection[str], allowed: Collection[str]) -> Iterator[Fault]:
    for value in values:
        yield from known(code, place, value, allowed)


def _tiers_of(departments: Mapping[str, Entry], name: str) -> list[str]:
    return texts(departments.get(name, {}).get("tiers"))


def _check_owner(
    name: str, place: Place, terms: Entry, tiers: Collection[str], departments: Mapping[str, Entry]
) -> Iterator[Fault]:
    owners, here = owners_of(terms), where(DUTIES, place)
    if "owner" in terms and "each_of" in terms:
        yield fault("DUTY_OWNED_TWICE", here, duty=name, unit=", ".join(tiers), owners=", ".join(owners))
    if not owners:
        yield fault("DUTY_UNOWNED", here, duty=name, unit=", ".join(tiers))
    yield from _all_known("RULE_DEPARTMENT", here, owners, departments)
    others = set(departments) - set(owners)
    yield from _all_known("RULE_DEPARTMENT", f"{here}.supporting", texts(terms.get("supporting")), others)
    for owner in owners:
        missing = [tier for tier in tiers if owner in departments and tier not in _tiers_of(departments, owner)]
        if missing:
            yield fault("DUTY_UNOWNED", here, duty=name, unit=", ".join(missing))


def _check_posts(
    name: str, place: Place, terms: Entry, roles: Mapping[str, str], departments: Mapping[str, Entry]
) -> Iterator[Fault]:
    """One or two accountable posts; a post in an office needs an owner that is an office."""
    accountable, here = texts(terms.get("accountable")), where(DUTIES, (*place, "accountable"))
    if not accountable:
        yield fault("POST_MISSING", here, duty=name)
    offices = all(departments.get(one, {}).get("kind") == "office" for one in owners_of(terms))
    fitting = {role for role, held_at in roles.items() if offices or held_at != "office"}
    yield from _all_known("RULE_ROLE", here, accountable, fitting)


def _check_contact(
    name: str,
    place: Place,
    terms: Entry,
    tiers: Collection[str],
    roles: Mapping[str, str],
    departments: Mapping[str, Entry],
) -> Iterator[Fault]:
    """One working contact, an officer of the unit or of an office that every tier of the duty has."""
    here, contact = where(DUTIES, (*place, "contact")), terms.get("contact")
    if not isinstance(contact, str):
        yield fault("WORKING_CONTACT_MISSING", here, duty=name, unit=", ".join(tiers))
        return
    yield from _all_known("RULE_ROLE", here, [contact], {role for role, at in roles.items() if at != "body"})
    sitting = terms.get("contact_at")
    seats = [sitting] if isinstance(sitting, str) else owners_of(terms)
    yield from _all_known("RULE_DEPARTMENT", f"{here}_at", seats, departments)
    for seat in seats if roles.get(contact) == "office" else []:
        fits = departments.get(seat, {}).get("kind") == "office"
        missing = [tier for tier in tiers if not fits or tier not in _tiers_of(departments, seat)]
        if seat in departments and missing:
            yield fault("WORKING_CONTACT_MISSING", here, duty=name, unit=", ".join(missing))


def _check_deadline(name: str, place: Place, terms: Entry) -> Iterator[Fault]:
    deadline, calendar = table(terms, "deadline"), str(terms.get("calendar"))
    if not (_FITS[calendar](deadline) and _is_whole(deadline)):
        yield fault("DUTY_DEADLINE", where(DUTIES, (*place, "deadline")), duty=name, calendar=calendar)


_FITS: Mapping[str, Callable[[Entry], bool]] = {
    "yearly": lambda deadline: "on" in deadline,
    "once": lambda deadline: "by" in deadline or "after" in deadline,
    "when": lambda deadline: "after" in deadline,
    "standing": lambda deadline: "on" not in deadline and "after" not in deadline,
}


def _is_whole(deadline: Entry) -> bool:
    """Whether a deadline has one kind, the keys of that kind, and a day that every year has."""
    kinds = [kind for kind in ("on", "by", "after") if kind in deadline]
    counts = [key for key in ("days", "working_days") if key in deadline]
    if len(kinds) > 1 or len(counts) > 1:
        return False
    if ("years" in deadline and kinds != ["on"]) or (bool(counts) != (kinds == ["after"])):
        return False
    return "on" not in deadline or _is_day_of_every_year(str(deadline["on"]))


def _is_day_of_every_year(text: str) -> bool:
    month, _, day = text.partition("-")
    if day == "end":
        return True
    try:
        date(_ANY_COMMON_YEAR, int(month), int(day))
    except ValueError:
        return False
    return True
