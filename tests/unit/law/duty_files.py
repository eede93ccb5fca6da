"""A small ``duties.yaml`` that is sound, as text that a test may change."""

DUTIES = """\
departments:
  leadership:
    title: {en: leadership, zh-hans: 党委和政府, fr: direction}
    kind: unit
    tiers: [province, county]
  finance:
    title: {en: finance, zh-hans: 财政, fr: finances}
    kind: office
    tiers: [province, county]
  audit:
    title: {en: audit, zh-hans: 审计, fr: audit}
    kind: office
    tiers: [province]
roles:
  party_head: {title: {en: secretary, zh-hans: 书记, fr: secrétaire}, held_at: unit}
  department_head: {title: {en: head, zh-hans: 负责人, fr: chef}, held_at: office}
  contact: {title: {en: contact, zh-hans: 联系人, fr: interlocuteur}, held_at: office}
  body: {title: {en: body, zh-hans: 集体, fr: organe}, held_at: body}
evidence:
  report: {en: report, zh-hans: 报告, fr: rapport}
duties:
  report:
    title: {en: Report, zh-hans: 报告, fr: Rendre compte}
    tiers: [province, county]
    from:
      2016-10-17:
        owner: leadership
        accountable: [party_head]
        contact: contact
        contact_at: finance
        supporting: [audit]
        owed_to: superior
        evidence: [report]
        lifecycle: report
        calendar: yearly
        deadline: {on: 02-end, years: 1}
        source: {title: The rule, status: documented, article: art. 9}
  figures:
    title: {en: Figures, zh-hans: 指标, fr: Chiffres}
    tiers: [province]
    scope: all
    from:
      2016-10-17:
        each_of: [finance, audit]
        accountable: [department_head]
        contact: contact
        owed_to: leadership
        evidence: [report]
        lifecycle: pledge
        calendar: when
        deadline: {after: event, working_days: 10}
        source: {title: The rule, status: modelled}
"""
