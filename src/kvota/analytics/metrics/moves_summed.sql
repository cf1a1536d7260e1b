-- The same moves, summed by person, day and action.
select
    h.owner as person, m.occurred_on, m.action,
    sum(greatest(coalesce(s.rank - s.from_rank, 0), 0))::bigint as forward,
    sum(greatest(coalesce(s.from_rank - s.rank, 0), 0))::bigint as back,
    count(*) filter (s.from_rank = 0 and s.rank > 0) as entries,
    sum(coalesce(greatest(s.rank - greatest(s.furthest_before, s.from_rank), 0), 0))::bigint as results,
    count(*) filter (m.kind = 'touch') as touches,
    count(*) filter (m.kind in ('stage', 'reopen', 'touch')) as done
from counted_move m
left join step s on s.move = m.id
join holding h on h.deal = m.deal and m.occurred_on >= h.from_on and m.occurred_on < h.to_on
left join deal_state d on d.deal = m.deal
where m.occurred_on between $first_day and $last_day
    and ($everyone or h.owner in (select unnest($people::bigint[])))
    -- A move that reached no stage was made where the deal stands now.
    and ($funnel is null or coalesce(s.funnel, d.funnel) = $funnel)
group by h.owner, m.occurred_on, m.action
