-- Deals in work against the norm of their stage: stuck, past hope, silent, without a next step.
with in_work as (
    select
        d.*,
        coalesce(n.stuck_after, f.stuck_after) as stuck_after,
        coalesce(n.silent_after, f.silent_after) as silent_after,
        coalesce(n.from_history, false) as from_history,
        n.last_age,
        -- A deal nobody moved yet waits since it was entered.
        if(d.undated, null, date_diff('day', if(d.rank = 0, d.created_on, d.since_on), $as_of)) as age,
        if(d.undated, null, coalesce(d.since_on, d.created_on)) as came_on,
        date_diff('day', d.last_on, $as_of) as silent_days
    from deal_state d
    join watched using (deal)
    left join norm n on n.stage = d.stage
    cross join (select * from norm where stage = 0) f
    where d.stage_kind <> 'paid' and not d.is_lost
),
-- Those whom a planned day may keep off the list. They are few; only of them the earlier days matter.
promised as (
    select deal, came_on, stuck_after, next_step_on, parked_until
    from in_work
    where age > stuck_after and (parked_until > $as_of or next_step_on >= $as_of)
),
-- Planned days and parkings that kept the deal off the list earlier in this stay.
waited as (
    select deal, count(*) as before
    from (
        select w.deal, v.next_step_on as until
        from promised w join deal_version v on v.deal = w.deal
        where v.known_on >= w.came_on and v.known_on <= $as_of
            and v.next_step_on > w.came_on + w.stuck_after
            and v.next_step_on is distinct from w.next_step_on
        union
        select w.deal, m.park_until
        from promised w join counted_move m on m.deal = w.deal
        where m.kind = 'park' and m.occurred_on >= w.came_on
            and m.park_until > w.came_on + w.stuck_after
            and m.park_until is distinct from w.parked_until
    )
    group by deal
),
judged as (
    select
        w.*,
        coalesce(w.age > w.stuck_after, false) as is_late,
        coalesce(w.parked_until > $as_of, false) as is_parked,
        coalesce(w.parked_until > $as_of or (
            w.next_step_on >= $as_of and w.next_step_on <= w.came_on + 2 * w.stuck_after
        ), false) and coalesce(b.before, 0) < 2 as is_promised,
        c.chance, c.first_chance, coalesce(c.is_hopeless, false) as past_hope
    from in_work w
    left join waited b on b.deal = w.deal
    left join norm_chance c on c.stage = w.stage and c.age = least(w.age, w.last_age)
)
select
    deal, age, silent_days, stuck_after, silent_after, from_history,
    is_late and not is_promised as is_stuck,
    is_late and is_promised as is_suspended,
    is_late and not is_promised and from_history and past_hope as is_hopeless,
    coalesce(silent_days > silent_after, false) and not is_parked
        and not coalesce(next_step_on >= $as_of, false) as is_silent,
    next_step_on is not null or is_parked as has_next_step,
    coalesce(next_step_on < $as_of, false) as is_overdue,
    if(from_history, chance, null) as chance,
    -- Money that waiting has cost: the fall of the chance to move on, times the amount.
    if(from_history, round(amount_minor * greatest(first_chance - chance, 0))::bigint, null) as loss_minor
from judged
