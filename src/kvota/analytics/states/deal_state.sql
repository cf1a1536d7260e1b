-- Where every deal stands on a day.
with present as (
    select h.* from holding h join wanted using (deal) where h.from_on <= $as_of and $as_of < h.to_on
),
last_step as (
    select
        deal,
        arg_max({
            'stage': stage, 'rank': rank, 'cycle': cycle, 'losses': losses,
            'furthest': greatest(rank, furthest_before)
        }, place) as was,
        arg_max({'since_on': occurred_on}, place) filter (arrives) as stay
    from step join wanted using (deal)
    group by deal
),
last_move as (
    select
        deal,
        arg_max({'kind': kind, 'on': occurred_on, 'park_until': park_until}, {'d': day, 's': sequence}) as was,
        arg_max({'on': occurred_on, 'reason': lost_reason}, {'d': day, 's': sequence})
            filter (kind = 'lost') as loss,
        count(*) filter (kind = 'lost') as losses
    from wanted_move
    group by deal
),
signed as (
    select s.deal, min(s.occurred_on) as on_day
    from step s join stage g on g.id = s.stage join last_step l on l.deal = s.deal
    where g.kind in ('signed', 'paid') and s.cycle = l.was.cycle and s.arrives
    group by s.deal
),
money as (
    select
        deal,
        coalesce(sum(minor) filter (kind = 'contract'), 0)::bigint as signed_minor,
        coalesce(sum(minor) filter (kind in ('payment', 'refund')), 0)::bigint as paid_minor,
        min(occurred_on) filter (kind = 'contract') as contract_on
    from money_fact join wanted using (deal)
    group by deal
)
select
    -- Carried over, it stands where its stage is; the version knows where it entered.
    p.deal, coalesce(g.funnel, p.funnel) as funnel, p.client, p.owner, p.product, p.industry, p.region, p.source, p.kind as sale,
    l.was.stage as stage,
    coalesce(l.was.rank, 0)::int as rank,
    coalesce(g.kind, 'open') as stage_kind,
    l.stay.since_on as since_on,
    coalesce(l.was.cycle, 1)::int as cycle,
    coalesce(l.was.furthest, 0)::int as furthest,
    coalesce(m.losses > coalesce(l.was.losses, 0), false) as is_lost,
    if(m.losses > coalesce(l.was.losses, 0), m.loss.on, null) as lost_on,
    if(m.losses > coalesce(l.was.losses, 0), m.loss.reason, null) as lost_reason,
    if(m.was.kind = 'park', m.was.park_until, null) as parked_until,
    m.was.on as last_on,
    p.undated or (l.was is not null and l.stay.since_on is null) as undated,
    p.created_on, p.next_step_on, p.next_step, p.expected_on,
    p.amount_minor as given_minor, p.currency, p.amount_assumed,
    ((2 * p.amount_minor::hugeint * r.num + r.den) // (2 * r.den))::bigint as amount_minor,
    coalesce(y.signed_minor, 0) as signed_minor,
    coalesce(y.paid_minor, 0) as paid_minor,
    y.contract_on,
    coalesce(y.contract_on, s.on_day) as signed_on,
    if(g.kind = 'paid', l.stay.since_on, null) as paid_on
from present p
left join last_step l on l.deal = p.deal
left join last_move m on m.deal = p.deal
left join stage g on g.id = l.was.stage
left join signed s on s.deal = p.deal
left join money y on y.deal = p.deal
left join rate r on r.currency = p.currency and $as_of >= r.from_on and $as_of < r.to_on
