-- Deals that are fought against a competitor, or were lost for a reason that means one: how each stands.
select d.deal, d.is_lost, d.stage_kind in ('signed', 'paid') as is_won, d.lost_reason, d.industry, d.region, d.product
from deal_state d
where (d.deal in (select unnest($deals::bigint[]))
        or (d.is_lost and d.lost_reason in (select unnest($reasons::bigint[]))))
    and ($everyone or d.owner in (select unnest($people::bigint[])))
order by d.deal
