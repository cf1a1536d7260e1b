-- How many deals began in some days, by what a goal may be cut by.
select
    coalesce(d.sale, '') as sale, d.product as product,
    coalesce(d.industry, '') as industry, coalesce(d.region, '') as region,
    count(*)::int as deals
from deal_state d
where d.created_on between $first_day and $last_day
    and ($everyone or d.owner in (select unnest($people::bigint[])))
group by all
order by all
