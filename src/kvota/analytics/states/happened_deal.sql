-- Deals opened, given their first offer, signed and lost, each on its day, with the other days of the deal.
with work as (
    select m.deal, m.action, m.day, m.occurred_on, h.client
    from counted_move m
    join holding h on h.deal = m.deal and m.day >= h.from_on and m.day < h.to_on
    where m.kind in ('stage', 'reopen', 'touch')
),
made as (
    select
        deal,
        min(occurred_on) filter (action in ('visit', 'meeting')) as met_on,
        min(occurred_on) filter (action in ('offer', 'bid')) as offered_on
    from work group by deal
),
-- A jump reaches the stages jumped over; those whose usual action is an offer are the stage of it.
offered as (
    select p.deal, min(p.occurred_on) as on_day
    from step p
    join stage q on q.id = p.stage
    join stage g on g.funnel = q.funnel and g.rank between p.first_rank and p.rank
    where g.usual_action in ('offer', 'bid') and p.occurred_on is not null
    group by p.deal
),
milestone as (
    select d.deal, d.created_on, m.met_on, least(m.offered_on, o.on_day) as bid_on, d.signed_on,
        if(d.is_lost, d.lost_on, null) as lost_on
    from deal_state d left join made m on m.deal = d.deal left join offered o on o.deal = d.deal
),
dated as (
    select 'lead' as what, *, created_on as on_day from milestone
    union all select 'bid', *, bid_on from milestone
    union all select 'won', *, signed_on from milestone
    union all select 'lost', *, lost_on from milestone
),
worked as (select client, min(day) as first_day from work group by client),
bought as (
    select client, min(occurred_on) as on_day from money_fact where kind in ('contract', 'payment') group by client
)
select
    t.what, t.deal as id, t.on_day, t.deal, h.client, h.owner as person, h.product, h.industry,
    h.region, h.source, h.kind as sale, '' as action, null::bigint as stage, null::bigint as stage_rank,
    null::varchar as stage_kind, 1 as quantity, null::bigint as minor, null::varchar as lacks, false as assumed,
    coalesce(k.first_day >= t.on_day, true) and coalesce(b.on_day >= t.on_day, true) as is_new,
    coalesce(b.on_day < t.on_day, false) as is_existing,
    false as is_return,
    t.met_on, t.bid_on, t.signed_on as won_on
from dated t
join holding h on h.deal = t.deal and t.on_day >= h.from_on and t.on_day < h.to_on
left join worked k on k.client = h.client
left join bought b on b.client = h.client
where t.on_day is not null
