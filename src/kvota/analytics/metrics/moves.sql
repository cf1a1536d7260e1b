-- Every move of a period that counts, with the steps it brought and who had the deal that day.
select
    m.id, m.deal, m.kind, m.action, m.occurred_on, m.sequence, m.stage, m.author, m.park_until, m.lost_reason,
    coalesce(s.from_rank, 0)::int as from_rank,
    coalesce(s.rank, 0)::int as to_rank,
    coalesce(s.rank - s.from_rank, 0)::int as steps,
    coalesce(greatest(s.rank - greatest(s.furthest_before, s.from_rank), 0), 0)::int as results,
    coalesce(s.from_rank = 0 and s.rank > 0, false) as enters,
    h.owner, h.client
from counted_move m
left join step s on s.move = m.id
join holding h on h.deal = m.deal and m.occurred_on >= h.from_on and m.occurred_on < h.to_on
left join deal_state d on d.deal = m.deal
where m.occurred_on between $first_day and $last_day
    and ($everyone or h.owner in (select unnest($people::bigint[])))
    and ($funnel is null or coalesce(s.funnel, d.funnel) = $funnel)
order by m.occurred_on desc, m.sequence desc
