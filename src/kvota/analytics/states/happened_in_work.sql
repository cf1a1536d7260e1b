-- Deals in work on the day asked, for those who have them.
select
    'in_work' as what, d.deal as id, $as_of as on_day, d.deal, d.client, d.owner as person, d.product, d.industry,
    d.region, d.source, d.sale, '' as action, d.stage, d.rank as stage_rank, d.stage_kind, 1 as quantity,
    d.amount_minor as minor,
    if(d.given_minor is not null and d.amount_minor is null, d.currency, null) as lacks, d.amount_assumed as assumed,
    false as is_new, false as is_existing, false as is_return,
    null::date as met_on, null::date as bid_on, null::date as won_on
from deal_watch w join deal_state d on d.deal = w.deal
