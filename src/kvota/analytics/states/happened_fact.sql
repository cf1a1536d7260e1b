-- Contracts and invoices, each once, with who had the deal that day.
select
    f.kind as what, f.id, f.occurred_on as on_day, f.deal, f.client, f.owner as person, f.product, f.industry,
    f.region, f.source, f.sale, '' as action, null::bigint as stage, null::bigint as stage_rank,
    null::varchar as stage_kind, 1 as quantity, f.minor,
    if(f.minor is null, f.currency, null) as lacks, f.assumed,
    false as is_new, false as is_existing, false as is_return,
    null::date as met_on, null::date as bid_on, null::date as won_on
from money_fact f
where f.kind in ('contract', 'invoice')
