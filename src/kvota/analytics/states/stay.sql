-- Every dated stay in a stage that can be left, how it ended by the day asked, and how many were so.
select
    s.stage,
    date_diff('day', s.occurred_on, coalesce(s.left_on, $as_of)) as age,
    -- A step back is no end the stage is responsible for: the stay was only watched until then.
    case s.left_how when 'adv' then 'adv' when 'lost' then 'lost' else 'cens' end as ending,
    -- A move entered late was not watched before it was known.
    greatest(date_diff('day', s.occurred_on, s.known_on), 0) as first_seen,
    -- Days from entering to the last move, for those still there and not promised for a later day.
    coalesce(case
        when s.left_how is null and not coalesce(d.parked_until > $as_of or d.next_step_on >= $as_of, false)
        then date_diff('day', s.occurred_on, d.last_on)
    end, 1000000) as last_worked,
    count(*) as stays
from step s
join stage g on g.id = s.stage
join deal_state d on d.deal = s.deal
where s.arrives and s.occurred_on is not null and g.kind <> 'paid'
    -- A payment that a file without payments only lets us assume says nothing about how clients pay.
    and not (g.kind = 'signed' and s.deal in (
        select f.deal from money_fact f where f.kind = 'payment' and f.assumed
    ))
    and ($everyone or d.owner in (select unnest($people::bigint[])))
    -- Of a period: the stays that ended in it, and those that had not ended by its last day.
    and ($first_day is null or coalesce(s.left_on, $as_of) >= $first_day)
group by all
