"""The report's words for codes: closed vocabularies, each code with its message."""

from __future__ import annotations

from collections.abc import Mapping

from pledgetree.publish.messages import mark

TIERS = {
    "centre": mark("Centre"),
    "province": mark("province"),
    "prefecture": mark("prefecture"),
    "county": mark("county"),
}
REGIONS = {"east": mark("east"), "centre": mark("central region"), "west": mark("west")}
CLASSES = {
    "good": mark("good"),
    "fairly_good": mark("fairly good"),
    "average": mark("average"),
    "poor": mark("poor"),
}
VERDICTS = {
    "pass": mark("pass"),
    "fail": mark("fail"),
    "no_evidence": mark("no evidence"),
    "withheld": mark("withheld"),
}
PROOFS = {
    "within": mark("proved within the limit"),
    "open": mark("not decided by the sample"),
    "beyond": mark("proved beyond the limit"),
    "none": mark("no interval"),
}
PLAN_STATES = {"approved": mark("approved"), "unapproved": mark("not approved"), "none": mark("no plan")}
KINDS = {"reward": mark("reward"), "sanction": mark("sanction"), "notice": mark("notice")}
STATUSES = {
    "documented": mark("documented"),
    "recalled": mark("recalled"),
    "modelled": mark("modelled"),
}
CONTENTS = {
    "poverty_reduction": mark("Results of poverty reduction"),
    "precise_identification": mark("Precise identification"),
    "precise_help": mark("Precise help"),
    "funds": mark("Poverty funds"),
    "monitoring": mark("Monitoring"),
}
BASES = {"value": mark("measured value"), "completion": mark("completion of the approved plan")}
SERIES = {
    "pledged": mark("Pledged"),
    "planned": mark("Planned"),
    "delivered": mark("Delivered"),
    "registered_poor": mark("Registered poor (register)"),
    "rural_poor_survey": mark("Rural poor (statistics office's survey)"),
    "counties_exited": mark("Counties that left the poor list"),
}
PUBLISHERS = {
    "rural_poor_survey": mark("National Bureau of Statistics, rural poverty monitoring survey"),
    "registered_poor": mark("Leading Group Office of Poverty Alleviation, register of poor households"),
    "counties_exited": mark("Announcements of the provinces and of the Leading Group Office"),
}
YES_NO = {"true": mark("yes"), "false": mark("no")}
FLOWS = {
    "opening": mark("Registered poor at the start"),
    "identified": mark("+ newly identified"),
    "relapsed": mark("+ relapsed"),
    "born": mark("+ born"),
    "married_in": mark("+ married in"),
    "moved_in": mark("+ moved in"),
    "exited": mark("− exited"),
    "died": mark("− died"),
    "moved_out": mark("− moved out"),
    "removed": mark("− removed from the register"),
    "closing": mark("= Registered poor at the end"),
    "unapproved_exits": mark("of these exits, not approved (not delivered)"),
}
SEVERITIES = {"fault": mark("fault"), "warning": mark("warning"), "note": mark("note")}
PLEDGE_FAULTS = {
    "COMPOUND_EXCESS": mark("piled on from step to step"),
    "DOUBLE": mark("the same thing pledged twice"),
    "EARLY_RACE": mark("a much earlier date without a reason"),
    "EXCESS": mark("the pledges below promise far more"),
    "INFEASIBLE": mark("more promised than there is"),
    "LATE_DEADLINE": mark("a later date than the pledge above"),
    "MISSING_SIGNATURE": mark("a signature is missing"),
    "NOT_MONOTONE": mark("a target that goes backwards"),
    "NOT_TAKEN_OVER": mark("a successor has not countersigned"),
    "ORPHAN": mark("derives from no pledge"),
    "RATE_SHORTFALL": mark("the rates below come to something worse"),
    "RATE_WITHOUT_BASE": mark("a rate on another population"),
    "SHORTFALL": mark("the pledges below do not add up"),
    "SIGNED_BEFORE_PARENT": mark("signed before the pledge above"),
    "SKIPPED_LEVEL": mark("a level was passed over"),
    "STALE": mark("derives from a pledge that was replaced"),
    "UNCOVERED": mark("no pledge was signed"),
    "UNKNOWN_INDICATOR": mark("an indicator the rulebook does not know"),
    "WRONG_SIGNATORY": mark("signed by somebody not in that post"),
}
TAGS = {
    "made_up": (
        mark("made up"),
        mark("Households, persons and offices in this data are made up; no real person is in it."),
    ),
    "illustrative": (
        mark("illustrative"),
        mark("Computed from made-up data: it says nothing about the real province."),
    ),
    "recalled": (mark("recalled"), mark("Known from memory of the published text; the text itself was not at hand.")),
    "modelled": (mark("modelled"), mark("Never published: a value chosen by the makers of this rulebook.")),
    "documented": (mark("documented"), mark("Taken from a published document.")),
}
GATE_ORDER = ("wrong_exit", "missed", "recognition", "composite_incidence")
"""The order of the county-exit gates in the law; others follow."""
VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "tier": TIERS,
    "region": REGIONS,
    "class": CLASSES,
    "verdict": VERDICTS,
    "proof": PROOFS,
    "plan_state": PLAN_STATES,
    "kind": KINDS,
    "status": STATUSES,
    "content": CONTENTS,
    "basis": BASES,
    "series": SERIES,
    "publisher": PUBLISHERS,
    "yes_no": YES_NO,
    "flow": FLOWS,
    "severity": SEVERITIES,
    "pledge_fault": PLEDGE_FAULTS,
}


def message_of(vocabulary: str, code: str) -> str:
    """The message of a code; a code of another rulebook that has none is shown as words."""
    return VOCABULARIES[vocabulary].get(code, code.replace("_", " "))
