-- The deals behind `leads_by_week.sql`, each once: the same condition.
select d.deal, d.source
from deal_state d
where d.created_on between $first_day and $last_day and d.sale <> 'repeat'
    and ($everyone or d.owner in (select unnest($people::bigint[])))
order by d.created_on, d.deal
