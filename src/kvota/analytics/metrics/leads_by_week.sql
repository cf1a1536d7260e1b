-- New deals by the source that stands on them and the Monday of the week in which they began.
-- What a client buys again is no lead.
select d.source, date_trunc('week', d.created_on)::date as week_on, count(*)::int as leads
from deal_state d
where d.created_on between $first_day and $last_day and d.sale <> 'repeat'
group by d.source, week_on
order by week_on, d.source
