-- Clients who paid some people lately, each once, whoever of them he bought from.
select count(distinct d.client)::int as clients
from deal_state d
where d.stage_kind = 'paid' and not d.is_lost and d.paid_on > $since
    and d.owner is not null and ($everyone or d.owner in (select unnest($people::bigint[])))
