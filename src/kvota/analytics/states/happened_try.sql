-- Tries that reached nobody: no client and no deal stands behind them.
select
    'try' as what, null::bigint as id, a.occurred_on as on_day, null::bigint as deal, null::bigint as client,
    a.person, null::bigint as product, null::varchar as industry, null::varchar as region,
    null::varchar as source, null::varchar as sale, a.action, null::bigint as stage, null::bigint as stage_rank,
    null::varchar as stage_kind, a.count as quantity, null::bigint as minor, null::varchar as lacks, false as assumed,
    false as is_new, false as is_existing, false as is_return,
    null::date as met_on, null::date as bid_on, null::date as won_on
from attempt a
where a.occurred_on <= $as_of and a.known_on <= $as_of
