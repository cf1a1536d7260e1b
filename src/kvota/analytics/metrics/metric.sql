-- What a metric counts in a period: in one number, in its parts, or listed row by row. It reads what
-- happened: states/happened_move.sql or a neighbour of it, which all have the same columns.
select
    case $by
        when 'all' then ''
        when 'person' then e.person::varchar
        when 'person_day' then concat_ws(' ', coalesce(e.person, 0), e.on_day)
        when 'unit' then (
            select arg_min(s.unit, {'r': case s.role when 'rep' then 0 when 'head' then 1 else 2 end, 'i': s.id})
            from seat s
            where s.person = e.person
                and coalesce(s.from_on <= e.on_day, true) and coalesce(e.on_day < s.to_on, true)
        )::varchar
        when 'product' then e.product::varchar
        when 'client' then e.client::varchar
        when 'day' then e.on_day::varchar
        when 'month' then strftime(e.on_day, '%Y-%m')
        when 'industry' then e.industry
        when 'region' then e.region
        when 'source' then e.source
        when 'kind' then e.sale
    end as part,
    sum(e.quantity)::bigint as count,
    coalesce(sum(e.minor), 0)::bigint as minor,
    count(distinct e.client) as clients,
    coalesce(sum(e.minor) filter (e.assumed), 0)::bigint as assumed_minor,
    arg_min({'lacks': e.lacks, 'day': e.on_day, 'product': e.product}, e.on_day) filter (e.lacks is not null) as lacking,
    if($by = 'row', e.id, null) as id,
    if($by = 'row', e.on_day, null) as on_day,
    if($by = 'row', e.deal, null) as deal,
    if($by = 'row', e.client, null) as client,
    if($by = 'row', e.person, null) as person,
    if($by = 'row', e.product, null) as product,
    if($by = 'row', e.action, null) as action,
    if($by = 'row', e.stage, null) as stage
from $reads e
where e.what = $what
    and ($stock or e.on_day between $first_day and $last_day)
    and ($everyone or e.person in (select unnest($people::bigint[])))
    and (len($action::varchar[]) = 0 or list_contains($action::varchar[], e.action))
    and (len($stage_kind::varchar[]) = 0 or list_contains($stage_kind::varchar[], e.stage_kind))
    and (len($stage_rank::varchar[]) = 0 or list_contains($stage_rank::varchar[], e.stage_rank::varchar))
    and (len($deal_kind::varchar[]) = 0 or list_contains($deal_kind::varchar[], e.sale))
    and (len($product::bigint[]) = 0 or list_contains($product::bigint[], e.product))
    and (len($industry::varchar[]) = 0 or list_contains($industry::varchar[], e.industry))
    and (len($region::varchar[]) = 0 or list_contains($region::varchar[], e.region))
    and (len($source::varchar[]) = 0 or list_contains($source::varchar[], e.source))
    and (len($client_age::varchar[]) = 0
        or (list_contains($client_age::varchar[], 'new') and e.is_new)
        or (list_contains($client_age::varchar[], 'known') and not e.is_new)
        or (list_contains($client_age::varchar[], 'existing') and e.is_existing)
        or (list_contains($client_age::varchar[], 'first_visit') and not e.is_return)
        or (list_contains($client_age::varchar[], 'return') and e.is_return))
    and (len($before::varchar[]) = 0
        or (list_contains($before::varchar[], 'met') and e.met_on <= e.on_day)
        or (list_contains($before::varchar[], 'bid') and e.bid_on <= e.on_day)
        or (list_contains($before::varchar[], 'won') and e.won_on <= e.on_day))
    and (len($later::varchar[]) = 0
        or (list_contains($later::varchar[], 'met') and e.met_on >= e.on_day)
        or (list_contains($later::varchar[], 'bid') and e.bid_on >= e.on_day)
        or (list_contains($later::varchar[], 'won') and e.won_on >= e.on_day))
group by all
order by part, on_day desc, id desc, person
