-- The money facts that count on a day, in the company's own currency, with who had the deal then.
-- `minor` is empty where a rate is missing: whoever sums it must refuse (MissingRate).
with told as (
    select 'contract' as kind, * exclude (move) from contract c
    -- A contract falls with the move that signed it.
    where c.move is null or not exists (
        select 1 from move u where u.kind = 'undo' and u.undoes = c.move and u.known_on <= $as_of
    )
    union all select 'invoice', * exclude (due_on) from invoice
    union all select 'payment', * from payment
    union all select 'refund', * from refund
),
known as (
    select t.* from told t join wanted using (deal) where t.known_on <= $as_of and t.occurred_on <= $as_of
),
standing as (
    select k.* from known k
    where not exists (
        select 1 from told r where r.kind = k.kind and r.replaces = k.id and r.known_on <= $as_of
    )
),
-- A file without payments lets a won deal count as signed and paid. The first real payment puts the
-- assumed one aside, the first real contract the assumed contract.
counting as (
    select s.* from standing s
    where not s.assumed or not exists (
        select 1 from standing r
        where r.deal = s.deal and r.kind = s.kind and not r.assumed and r.amount_minor > 0
    )
)
select
    c.kind, c.id, c.deal, c.occurred_on, c.assumed, c.currency,
    c.amount_minor as given_minor,
    (case when c.kind = 'refund' then -1 else 1 end
        * ((2 * c.amount_minor::hugeint * r.num + r.den) // (2 * r.den)))::bigint as minor,
    h.client, h.owner, h.product, h.industry, h.region, h.source, h.kind as sale
from counting c
left join rate r on r.currency = c.currency and c.occurred_on >= r.from_on and c.occurred_on < r.to_on
join holding h on h.deal = c.deal and c.occurred_on >= h.from_on and c.occurred_on < h.to_on
