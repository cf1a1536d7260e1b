-- The money facts with whom they count for: who had the deal that day or, where it was shared then, each of
-- those with his part. The parts are whole and sum to the fact: what is left goes to the largest fractions,
-- then to the larger share, then to the earlier line, as in domain/money/split_without_loss.py.
with shared as (
    select f.*, s.id as share, s.person, s.hundredths,
        abs(f.minor)::hugeint * s.hundredths as ten_thousands,
        abs(f.given_minor)::hugeint * s.hundredths as given_ten_thousands
    from money_fact f
    join deal_share s on s.deal = f.deal
        and s.from_on <= f.occurred_on and coalesce(f.occurred_on < s.to_on, true)
),
part as (
    select *,
        ten_thousands // 10000 + if(
            row_number() over (partition by kind, id order by ten_thousands % 10000 desc, hundredths desc, share)
                <= abs(minor) - sum(ten_thousands // 10000) over (partition by kind, id), 1, 0) as own,
        given_ten_thousands // 10000 + if(
            row_number() over (
                partition by kind, id order by given_ten_thousands % 10000 desc, hundredths desc, share
            ) <= abs(given_minor) - sum(given_ten_thousands // 10000) over (partition by kind, id), 1, 0)
            as given_own
    from shared
)
select
    kind, id, deal, occurred_on, assumed, currency, client, product, industry, region, source, sale,
    owner, given_minor, minor
from money_fact f
where not exists (
    select 1 from deal_share s where s.deal = f.deal
        and s.from_on <= f.occurred_on and coalesce(f.occurred_on < s.to_on, true)
)
union all
select
    kind, id, deal, occurred_on, assumed, currency, client, product, industry, region, source, sale,
    person, (sign(given_minor) * given_own)::bigint, (sign(minor) * own)::bigint
from part
