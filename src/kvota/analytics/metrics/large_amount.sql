-- The amount of a large deal among those of a list: the ninth of ten by size. Nothing without amounts.
select amount_minor
from (
    select
        d.amount_minor,
        row_number() over (order by d.amount_minor) - 1 as place,
        9 * count(*) over () // 10 as large
    from deal_watch w join deal_state d on d.deal = w.deal
    where d.amount_minor > 0
        and ($everyone or d.owner in (select unnest($people::bigint[])))
        and (not $stuck or w.is_stuck)
)
where place = large
