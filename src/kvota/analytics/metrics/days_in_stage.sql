-- The stays of some people's deals, equal ones counted together; of a period those that ended in it
-- and those that had not ended by its last day.
select y.stage, y.age, y.ending, y.first_seen, y.last_worked, count(*) as stays
from stay y join deal_state d on d.deal = y.deal
where ($everyone or d.owner in (select unnest($people::bigint[])))
    and ($first_day is null or coalesce(y.left_on, $as_of) >= $first_day)
group by all
