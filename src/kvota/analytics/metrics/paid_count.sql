-- How many deals became paid within the days: the length of the finish tray.
select count(*) as deals
from deal_state d
where d.stage_kind = 'paid' and not d.is_lost and d.paid_on between $first_day and $last_day
    and ($everyone or d.owner in (select unnest($people::bigint[])))
    and ($funnel is null or d.funnel = $funnel)
