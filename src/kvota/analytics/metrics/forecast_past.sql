-- The way of every dated deal, evening by evening: where it stood, since when, and where it went.
-- Rank 0 is lost. Carried over to another funnel, a deal leaves the one undecided and begins nothing in
-- the other. What happened within one day shows as one step, as it could be seen that evening.
with event as (
    select deal, occurred_on as on_day, sequence, rank, funnel, known_on from step
    union all
    select deal, occurred_on, sequence, 0, null, known_on from counted_move where kind = 'lost'
),
undated as (
    select deal from deal_state where undated union select deal from step where occurred_on is null
),
evening as (
    select
        deal, on_day,
        arg_max({'rank': rank, 'funnel': funnel, 'known_on': known_on}, sequence) as was,
        arg_max(funnel, sequence) as funnel_of_day
    from event
    where on_day is not null and deal not in (select deal from undated)
    group by deal, on_day
),
-- Whoever has been silent for too long is lost on the day the limit was passed (domain.md, section 0).
silent as (
    select w.deal, d.last_on + w.silent_after as on_day
    from deal_watch w join deal_state d on d.deal = w.deal
    where w.is_silent and d.last_on is not null
),
told as (
    select
        deal, on_day, was.rank as rank, was.funnel as funnel, was.known_on as known_on, funnel_of_day
    from evening
    union all
    select deal, on_day, 0, null, on_day, null from silent where deal not in (select deal from undated)
),
entered as (select deal, any_value(funnel) as funnel from holding group by deal),
-- A deal is lost in the funnel where it stood the evening before; on its first day, in the one it came
-- to that day; before its first step, in the one where it entered.
in_funnels as (
    select * replace (last_value(funnel ignore nulls) over (partition by deal order by on_day) as funnel)
    from told
),
changed as (
    select
        *,
        lag(rank) over deals as before,
        coalesce(lag(funnel) over deals <> funnel and rank > 0 and lag(rank) over deals > 0, false) as carried
    from in_funnels
    window deals as (partition by deal order by on_day)
    qualify before is null or before <> rank or carried
),
path as (
    select
        *,
        coalesce(before, 0) = 0 as begins,
        lead(rank) over deals as next_rank,
        lead(carried) over deals as next_carried,
        lead(on_day) over deals as next_day
    from changed
    window deals as (partition by deal order by on_day)
)
select
    coalesce(p.funnel, p.funnel_of_day, e.funnel) as funnel, p.rank,
    if(p.carried, p.rank, coalesce(p.before, 0)) as before, p.begins,
    date_diff('day', p.on_day, $as_of) as days_ago,
    date_diff('day', p.on_day, coalesce(p.next_day, $as_of)) as age,
    case when p.next_rank is null or p.next_carried then 2 when p.next_rank = 0 then 1 else 0 end as how,
    if(p.next_carried, 0, coalesce(p.next_rank, 0)) as next_rank,
    coalesce(date_diff('day', p.next_day, $as_of), 0) as ended_days_ago,
    greatest(date_diff('day', p.on_day, p.known_on), 0) as from_age,
    date_diff('day', max(case when p.begins then p.on_day end) over (
        partition by p.deal order by p.on_day
    ), p.on_day) as since_begun,
    coalesce(h.owner, 0) as person,
    coalesce(
        if($signed, nullif(d.signed_minor, 0), nullif(greatest(d.paid_minor, 0), 0)), d.amount_minor, -1
    ) as minor
from path p
join deal_state d on d.deal = p.deal
join entered e on e.deal = p.deal
left join holding h on h.deal = p.deal and p.on_day >= h.from_on and p.on_day < h.to_on
