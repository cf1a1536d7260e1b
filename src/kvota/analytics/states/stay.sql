-- Every dated stay of a deal in a stage that can be left, and how it had ended by the day asked.
select
    s.deal, s.stage, s.left_on,
    date_diff('day', s.occurred_on, coalesce(s.left_on, $as_of))::int as age,
    -- A step back, or over to another funnel, is no end the stage is responsible for: the stay was only
    -- watched until then.
    case s.left_how when 'adv' then 'adv' when 'lost' then 'lost' else 'cens' end as ending,
    -- A move entered late was not watched before it was known.
    greatest(date_diff('day', s.occurred_on, s.known_on), 0)::int as first_seen,
    -- Days from entering to the last move, for those still there and not promised for a later day.
    coalesce(case
        when s.left_how is null and not coalesce(d.parked_until > $as_of or d.next_step_on >= $as_of, false)
        then date_diff('day', s.occurred_on, d.last_on)
    end, 1000000)::int as last_worked
from step s
join wanted using (deal)
join stage g on g.id = s.stage
join deal_state d on d.deal = s.deal
where s.arrives and s.occurred_on is not null and g.kind <> 'paid'
    -- A payment that a file without payments only lets us assume says nothing about how clients pay.
    and not (g.kind = 'signed' and s.deal in (
        select f.deal from money_fact f where f.kind = 'payment' and f.assumed
    ))
