-- What was owed in the evening of each day of a period, by the facts known on the day asked: of every
-- deal what was signed or invoiced by then less what was paid. The last day says what owed.sql says.
with theirs as (
    select deal from deal_state
    where not is_lost and ($everyone or owner in (select unnest($people::bigint[])))
),
sums as (
    select
        f.deal, f.occurred_on,
        sum(coalesce(sum(f.minor) filter (f.kind = 'contract'), 0)) over days as signed_minor,
        sum(coalesce(sum(f.minor) filter (f.kind = 'invoice'), 0)) over days as invoiced_minor,
        sum(coalesce(sum(f.minor) filter (f.kind = 'payment'), 0)) over days as paid_minor
    from money_fact f join theirs using (deal)
    group by f.deal, f.occurred_on
    window days as (partition by f.deal order by f.occurred_on)
),
owed as (
    select
        deal, occurred_on,
        greatest(greatest(signed_minor, invoiced_minor) - paid_minor, 0) as minor,
        lag(minor, 1, 0) over (partition by deal order by occurred_on) as minor_before
    from sums
),
changed as (
    select occurred_on, sum(minor - minor_before)::bigint as minor from owed group by occurred_on
)
select
    d.on_day::date as on_day,
    coalesce((select sum(c.minor) from changed c where c.occurred_on <= d.on_day), 0)::bigint as minor
from (
    select unnest(generate_series($first_day::timestamp, least($last_day, $as_of)::timestamp, interval 1 day)) as on_day
) d
order by d.on_day
