"""The lifecycles of the duties of a responsibility system, and of its joint tasks.

A duty of a rulebook names one of them (``duties.yaml``, ``lifecycle``). Days that parties have in a state are
parameters of the rulebook: ``duties/answer_days`` (to accept or return), ``duties/mend_days`` (to mend what was
returned).
"""

from __future__ import annotations

from pledgetree.lifecycle.moves import DUTY, Lifecycle, Move, State

ANSWER = "duties/answer_days"
MEND = "duties/mend_days"

PLEDGE = Lifecycle(
    "pledge",
    (
        State("owed", "owner"),
        State("drafted", "accountable"),
        State("offered", "superior"),
        State("returned", "owner"),
        State("in_force", "accountable"),
        State("superseded"),
        State("ended"),
    ),
    (
        Move("owed", "drafted", "owner", "draft"),
        Move("drafted", "offered", "accountable", "signature", DUTY),
        Move("offered", "in_force", "superior", "signature", ANSWER),
        Move("offered", "returned", "superior", "reason", ANSWER),
        Move("returned", "drafted", "owner", "draft", MEND),
        Move("in_force", "superseded", "accountable", "amendment"),
        Move("in_force", "ended", "superior", "closing_report"),
    ),
)

PLAN = Lifecycle(
    "plan",
    (
        State("owed", "owner"),
        State("submitted", "superior"),
        State("returned", "owner"),
        State("approved", "owner"),
        State("superseded"),
        State("closed"),
    ),
    (
        Move("owed", "submitted", "owner", "plan", DUTY),
        Move("submitted", "approved", "superior", "approval", ANSWER),
        Move("submitted", "returned", "superior", "reason", ANSWER),
        Move("returned", "submitted", "owner", "plan", MEND),
        Move("approved", "superseded", "owner", "amendment"),
        Move("approved", "closed", "owner", "yearly_report"),
    ),
)

REPORT = Lifecycle(
    "report",
    (
        State("owed", "owner"),
        State("signed", "owner"),
        State("submitted", "superior"),
        State("returned", "owner"),
        State("accepted"),
    ),
    (
        Move("owed", "signed", "accountable", "signature"),
        Move("signed", "submitted", "owner", "report", DUTY),
        Move("submitted", "accepted", "superior", "receipt", ANSWER),
        Move("submitted", "returned", "superior", "reason", ANSWER),
        Move("returned", "signed", "accountable", "signature", MEND),
    ),
)

CASE = Lifecycle(
    "case",
    # Who brought the matter up does not decide it: the examiner neither charged nor inspected.
    (
        State("open", "owner"),
        State("noticed", "accountable"),
        State("answered", "examiner"),
        State("decided", "examiner"),
        State("closed"),
    ),
    (
        Move("open", "noticed", "owner", "notice"),
        Move("open", "closed", "owner", "reason"),
        Move("noticed", "answered", "accountable", "answer", MEND),
        Move("answered", "decided", "examiner", "decision", DUTY),
        Move("decided", "answered", "accountable", "appeal", ANSWER),
        Move("decided", "closed", "examiner", "notice"),
    ),
)

STANDING = Lifecycle(
    "standing",
    (State("in_force", "owner"), State("in_breach", "accountable"), State("fulfilled"), State("lapsed")),
    (
        Move("in_force", "in_breach", "superior", "finding"),
        Move("in_breach", "in_force", "accountable", "rectification", MEND),
        Move("in_force", "fulfilled", "superior", "closing_report", DUTY),
        Move("in_force", "lapsed", "superior", "decision"),
    ),
)

TASK = Lifecycle(
    "task",
    (
        State("planned", "owner"),
        State("under_way", "owner"),
        State("blocked", "superior"),
        State("done"),
        State("cancelled"),
    ),
    (
        Move("planned", "under_way", "owner", "start"),
        Move("planned", "cancelled", "superior", "decision"),
        Move("under_way", "blocked", "owner", "blockage"),
        Move("blocked", "under_way", "superior", "decision", ANSWER),
        Move("under_way", "done", "owner", "evidence", DUTY),
        Move("under_way", "cancelled", "superior", "decision"),
        Move("blocked", "cancelled", "superior", "decision"),
    ),
)

LIFECYCLES = {one.name: one for one in (PLEDGE, PLAN, REPORT, CASE, STANDING, TASK)}
DUTY_LIFECYCLES = tuple(name for name in LIFECYCLES if name != TASK.name)
