-- The money facts of a period that make the actual, each with whom it counts for: a shared one in its parts.
select
    f.id, f.kind, f.deal, f.occurred_on, f.minor, f.given_minor, f.currency, f.assumed,
    f.client, f.owner, f.product, f.industry, f.region, f.source, f.sale
from credited_fact f
where f.occurred_on between $first_day and $last_day
    and ((not $signed and f.kind in ('payment', 'refund')) or ($signed and f.kind = 'contract'))
    and ($everyone or f.owner in (select unnest($people::bigint[])))
order by f.occurred_on desc, f.kind, f.id desc, abs(f.minor) desc, f.owner
