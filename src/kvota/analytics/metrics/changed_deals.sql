-- The deals that any fact of after a day touched, as they stood on the day asked; with what of their
-- money counts for some people. Asked of two days, the two answers differ by what happened between.
with touched as (
    select deal from move where known_on > $since or occurred_on > $since
    union select deal from deal_version where known_on > $since or created_on > $since or effective_on > $since
    union select deal from payment where known_on > $since or occurred_on > $since
    union select deal from refund where known_on > $since or occurred_on > $since
    -- Money that a correction took from one deal and gave to another.
    union select o.deal from payment r join payment o on o.id = r.replaces where r.known_on > $since
    union select o.deal from refund r join refund o on o.id = r.replaces where r.known_on > $since
),
came as (
    select
        f.deal, sum(f.minor)::bigint as minor,
        min(f.currency) filter (f.minor is null) as without_rate,
        min(f.occurred_on) filter (f.minor is null) as without_rate_on
    from credited_fact f
    where f.kind in ('payment', 'refund') and f.deal in (select deal from touched)
        and ($everyone or f.owner in (select unnest($people::bigint[])))
    group by f.deal
)
select
    d.deal, d.client, d.owner, d.stage, d.rank, d.stage_kind, d.is_lost, d.expected_on,
    d.given_minor, d.currency, d.amount_minor,
    $everyone or d.owner in (select unnest($people::bigint[])) as is_theirs,
    coalesce(c.minor, 0)::bigint as came_minor,
    c.without_rate, c.without_rate_on
from deal_state d join touched t on t.deal = d.deal left join came c on c.deal = d.deal
order by d.amount_minor desc nulls last, d.deal
