-- The same money times the margin of its product on that day. Each part is rounded by itself, half away
-- from zero, so that any list of it sums to the whole. `lacks` is the currency without a rate, or 'margin'.
with margin as (
    select product, from_on, num, den,
        lead(from_on, 1, date '9999-12-31') over (partition by product order by from_on) as to_on
    from (
        -- The newest of a day counts; a price without a margin changes none.
        select
            product, coalesce(from_on, date '0001-01-01') as from_on, arg_max(num, id) as num, arg_max(den, id) as den
        from product_margin group by product, coalesce(from_on, date '0001-01-01')
    )
)
select
    if(c.kind = 'contract', 'contract', 'payment') as what, c.id, c.occurred_on as on_day, c.deal, c.client,
    c.owner as person, c.product, c.industry, c.region, c.source, c.sale,
    '' as action, null::bigint as stage, null::bigint as stage_rank,
    null::varchar as stage_kind, 1 as quantity,
    (sign(c.minor) * ((2 * abs(c.minor)::hugeint * g.num + g.den) // (2 * g.den)))::bigint as minor,
    case when c.minor is null then c.currency when g.num is null then 'margin' end as lacks, c.assumed,
    false as is_new, false as is_existing, false as is_return,
    null::date as met_on, null::date as bid_on, null::date as won_on
from credited_fact c
left join margin g on g.product = c.product and c.occurred_on >= g.from_on and c.occurred_on < g.to_on
where c.kind in ('contract', 'payment', 'refund')
