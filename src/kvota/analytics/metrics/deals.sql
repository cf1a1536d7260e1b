-- Deals as of a day, each with where it stands and how it is doing. The list behind every count of deals.
select
    d.*,
    w.age, w.silent_days, w.stuck_after, w.loss_minor,
    coalesce(w.is_stuck, false) as is_stuck,
    coalesce(w.is_suspended, false) as is_suspended,
    coalesce(w.is_hopeless, false) as is_hopeless,
    coalesce(w.is_silent, false) as is_silent,
    coalesce(w.has_next_step, false) as has_next_step,
    coalesce(w.is_overdue, false) as is_overdue,
    d.deal in (
        select s.deal from step s where s.arrives and s.occurred_on = $as_of
    ) as moved_today
from deal_state d
left join deal_watch w on w.deal = d.deal
where ($everyone or d.owner in (select unnest($people::bigint[])))
    and case $which
        when 'in_work' then w.deal is not null
        when 'paid' then d.stage_kind = 'paid' and not d.is_lost and d.paid_on between $first_day and $last_day
        when 'named' then d.deal in (select unnest($deals::bigint[]))
        when 'client' then d.client = $client
    end
    and ($funnel is null or d.funnel = $funnel)
    and ($stages is null or coalesce(d.stage, 0) in (select unnest($stages::bigint[])))
    and ($question is null or coalesce((
        select arg_max(a.answer, a.sequence) from exit_answer a
        where a.deal = d.deal and a.question = $question and a.known_on <= $as_of and a.occurred_on <= $as_of
    ), '') = $answer)
    and case $only
        when 'stuck' then w.is_stuck
        when 'stuck_with_chance' then w.is_stuck and not w.is_hopeless
        when 'hopeless' then w.is_hopeless
        when 'silent' then w.is_silent
        when 'no_next_step' then not w.has_next_step
        when 'large_no_next_step' then not w.has_next_step and not w.is_stuck and d.amount_minor > 0
        when 'overdue' then w.is_overdue
        when 'undated' then d.undated
        when 'parked' then coalesce(d.parked_until > $as_of, false)
        when 'moved_today' then moved_today
        when 'not_signed' then d.stage_kind = 'open'
        when 'signed' then d.stage_kind = 'signed'
        else true
    end
order by
    -- Those past hope come after everyone whom help can still bring on.
    case when $by_loss then w.is_hopeless end,
    case when $by_loss then w.loss_minor end desc nulls last,
    d.amount_minor desc nulls last,
    d.deal
limit $most offset $skip
