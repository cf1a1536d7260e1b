-- Deals that still owe money on a day, or with $settled also those that have paid all, and the parts of it that
-- have a day: instalments, else invoices.
with owing as (
    select s.deal, s.client, s.owner, s.product, s.industry, s.region, s.source, s.sale as kind_of_sale,
        s.signed_minor, coalesce(p.minor, 0)::bigint as paid_minor
    from deal_state s
    -- Money given back is not owed again: what was sold less is a smaller contract, not a debt.
    left join (select deal, sum(minor) as minor from money_fact where kind = 'payment' group by deal) p
        on p.deal = s.deal
    where not s.is_lost and ($everyone or s.owner in (select unnest($people::bigint[])))
),
contracts as (
    select f.deal, f.id, f.given_minor from money_fact f where f.kind = 'contract'
),
parts as (
    select c.deal, 'instalment' as kind, i.due_on, i.minor as given_minor
    from contracts c join instalment i on i.contract = c.id
    union all
    select f.deal, 'invoice', i.due_on, f.given_minor
    from money_fact f join invoice i on i.id = f.id
    where f.kind = 'invoice' and i.due_on is not null
)
select
    o.deal, o.client, o.owner, o.product, o.industry, o.region, o.source, o.kind_of_sale, o.signed_minor, o.paid_minor, p.kind, p.due_on, p.given_minor,
    coalesce((select sum(f.minor) from money_fact f where f.deal = o.deal and f.kind = 'invoice'), 0)::bigint as invoiced_minor
from owing o left join parts p on p.deal = o.deal
where greatest(o.signed_minor, invoiced_minor) > if($settled, 0, o.paid_minor)
order by o.deal, p.due_on
