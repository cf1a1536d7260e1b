-- Deals in work whose amount stands in a currency without a rate on the day.
select d.deal, d.currency, d.given_minor
from deal_watch w join deal_state d on d.deal = w.deal
where d.given_minor is not null and d.amount_minor is null
    and ($everyone or d.owner in (select unnest($people::bigint[])))
order by d.deal
