-- Deals that reached a stage for the first time on a day, in each of their ways; a jump reaches those it passed.
with reached as (
    select p.deal, p.cycle, g.id as stage, g.rank, g.kind, min(p.occurred_on) as on_day
    from step p
    join stage q on q.id = p.stage
    join stage g on g.funnel = q.funnel and g.rank between p.first_rank and p.rank
    group by p.deal, p.cycle, g.id, g.rank, g.kind
    -- Who once stood here on a day nobody knows came before every day, as in metrics/conversion.sql.
    having count(*) = count(p.occurred_on)
)
select
    'stage' as what, r.deal as id, r.on_day, r.deal, h.client, h.owner as person, h.product, h.industry,
    h.region, h.source, h.kind as sale, '' as action, r.stage, r.rank as stage_rank, r.kind as stage_kind,
    1 as quantity, null::bigint as minor, null::varchar as lacks, false as assumed,
    false as is_new, false as is_existing, false as is_return,
    null::date as met_on, null::date as bid_on, null::date as won_on
from reached r
join holding h on h.deal = r.deal and r.on_day >= h.from_on and r.on_day < h.to_on
