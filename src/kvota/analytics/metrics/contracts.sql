-- The contracts signed in a period, each once, with who had the deal that day.
select f.id, f.deal, f.client, f.owner as person, f.occurred_on, f.product, f.assumed, f.minor
from money_fact f
where f.kind = 'contract' and f.occurred_on between $first_day and $last_day
    and ($everyone or f.owner in (select unnest($people::bigint[])))
order by f.occurred_on desc, f.id desc
