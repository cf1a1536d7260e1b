-- What each owner has had with each client by a day: whether anything is in work, when he last bought,
-- when the last deal with him began, and for how much. A deal that was lost after its signature was not bought.
with bought as (
    select deal, max(occurred_on) as on_day, bool_or(minor is null) as without_rate
    from money_fact where kind in ('contract', 'payment') and given_minor > 0
    group by deal
)
select
    d.client, d.owner,
    count(*) as deals,
    count(w.deal) as open,
    case when bool_or(w.deal is not null and d.given_minor is not null and d.amount_minor is null) then null
        else coalesce(sum(d.amount_minor) filter (w.deal is not null), 0)::bigint end as open_minor,
    case when bool_or(coalesce(b.without_rate, false)) then null
        else coalesce(sum(d.paid_minor), 0)::bigint end as paid_minor,
    max(greatest(b.on_day, d.paid_on, if(d.is_lost, null, d.signed_on))) as last_bought_on,
    max(coalesce(d.created_on, d.since_on, d.last_on)) as last_deal_on,
    max(d.deal) as last_deal,
    arg_max(d.industry, d.deal) filter (d.industry <> '') as industry,
    arg_max(d.region, d.deal) filter (d.region <> '') as region
from deal_state d
left join deal_watch w on w.deal = d.deal
left join bought b on b.deal = d.deal
where $everyone or d.owner in (select unnest($people::bigint[]))
group by d.client, d.owner
order by d.client, last_deal desc
