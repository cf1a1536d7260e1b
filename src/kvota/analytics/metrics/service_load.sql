-- What each person looks after on a day: deals in work, those signed and unpaid, clients who paid lately.
select
    d.owner,
    count(*) filter (w.deal is not null and d.stage_kind = 'open')::int as open_deals,
    count(*) filter (w.deal is not null and d.stage_kind = 'signed')::int as signed_deals,
    count(distinct d.client) filter (d.stage_kind = 'paid' and not d.is_lost and d.paid_on > $since)::int as active_clients
from deal_state d
left join deal_watch w on w.deal = d.deal
where d.owner is not null and ($everyone or d.owner in (select unnest($people::bigint[])))
group by d.owner
order by d.owner
