-- Money with whom it counts for: payments less refunds as `payment`, contracts as `contract`; a shared fact
-- in its parts. `lacks` is the currency without a rate on that day.
select
    if(c.kind = 'contract', 'contract', 'payment') as what, c.id, c.occurred_on as on_day, c.deal, c.client,
    c.owner as person, c.product, c.industry, c.region, c.source, c.sale,
    '' as action, null::bigint as stage, null::bigint as stage_rank,
    null::varchar as stage_kind, 1 as quantity, c.minor,
    if(c.minor is null, c.currency, null) as lacks, c.assumed,
    false as is_new, false as is_existing, false as is_return,
    null::date as met_on, null::date as bid_on, null::date as won_on
from credited_fact c
where c.kind in ('contract', 'payment', 'refund')
