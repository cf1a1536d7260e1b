-- The deals that brought money, or were signed, in some days: what each is worth whole, and of what segment.
with brought as (
    select
        f.deal,
        arg_max(
            {'sale': f.sale, 'product': f.product, 'industry': f.industry, 'region': f.region}, f.occurred_on
        ) as was
    from money_fact f
    where f.occurred_on between $first_day and $last_day
        and f.kind = case when $signed then 'contract' else 'payment' end
        and ($everyone or f.owner in (select unnest($people::bigint[])))
    group by f.deal
),
worth as (
    select
        f.deal,
        coalesce(sum(f.minor) filter (f.kind = 'contract'), 0) as signed_minor,
        coalesce(sum(f.minor) filter (f.kind in ('payment', 'refund')), 0) as paid_minor,
        bool_or(f.minor is null) as lacks_rate
    from money_fact f join brought using (deal)
    group by f.deal
)
select
    b.deal, coalesce(b.was.sale, '') as sale, b.was.product as product,
    coalesce(b.was.industry, '') as industry, coalesce(b.was.region, '') as region,
    greatest(w.signed_minor, w.paid_minor)::bigint as minor
from brought b join worth w using (deal)
-- A deal without a rate is worth something nobody knows: an average is of those that are known.
where not w.lacks_rate and greatest(w.signed_minor, w.paid_minor) > 0
order by b.deal
