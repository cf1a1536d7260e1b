-- Tries that reached nobody, by person, day and action.
select a.person, a.occurred_on, a.action, sum(a.count)::bigint as attempts
from attempt a
where a.occurred_on between $first_day and $last_day and a.occurred_on <= $as_of and a.known_on <= $as_of
    and ($everyone or a.person in (select unnest($people::bigint[])))
group by a.person, a.occurred_on, a.action
