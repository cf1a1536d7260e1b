-- What was done with clients, one row a move, with what the client was to the company at that moment.
-- A move without a date counts on no day and still makes its client known.
with work as (
    select
        m.id, m.deal, m.action, m.stage, m.day, m.occurred_on, m.sequence,
        h.client, h.owner, h.product, h.industry, h.region, h.source, h.kind as sale
    from counted_move m
    join holding h on h.deal = m.deal and m.day >= h.from_on and m.day < h.to_on
    where m.kind in ('stage', 'reopen', 'touch')
),
worked as (
    select
        client,
        min({'d': day, 's': sequence}) as first_work,
        min({'d': day, 's': sequence}) filter (action in ('visit', 'meeting')) as first_visit
    from work group by client
),
bought as (
    select client, min(occurred_on) as on_day from money_fact where kind in ('contract', 'payment') group by client
)
select
    'move' as what, w.id, w.occurred_on as on_day, w.deal, w.client, w.owner as person, w.product, w.industry,
    w.region, w.source, w.sale, w.action, w.stage, g.rank as stage_rank, g.kind as stage_kind,
    1 as quantity, null::bigint as minor, null::varchar as lacks, false as assumed,
    {'d': w.day, 's': w.sequence} = k.first_work and coalesce(b.on_day >= w.day, true) as is_new,
    coalesce(b.on_day < w.day, false) as is_existing,
    coalesce({'d': w.day, 's': w.sequence} > k.first_visit, false) as is_return,
    null::date as met_on, null::date as bid_on, null::date as won_on
from work w
join worked k on k.client = w.client
left join bought b on b.client = w.client
left join stage g on g.id = w.stage
where w.occurred_on is not null
