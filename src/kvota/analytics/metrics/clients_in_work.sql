-- Clients in work by stage and person, or by stage and product: how many, for how much, and what of them
-- needs somebody.
select
    case when not $by_product then d.owner end as person,
    case when $by_product then d.product end as product,
    d.funnel, d.stage, d.rank,
    count(*) as count,
    coalesce(sum(d.amount_minor), 0)::bigint as minor,
    count(*) filter (d.undated) as undated,
    count(*) filter (w.is_silent) as silent,
    count(*) filter (w.is_stuck) as stuck,
    coalesce(sum(d.amount_minor) filter (w.is_stuck), 0)::bigint as stuck_minor,
    count(*) filter (w.is_hopeless) as hopeless,
    coalesce(sum(d.amount_minor) filter (w.is_hopeless), 0)::bigint as hopeless_minor,
    coalesce(sum(w.loss_minor) filter (w.is_stuck and not w.is_hopeless), 0)::bigint as loss_minor,
    count(*) filter (not w.has_next_step) as no_next_step,
    count(*) filter (w.is_overdue) as overdue,
    count(*) filter (d.amount_assumed) as assumed_amounts,
    count(*) filter (d.given_minor is null) as without_amount,
    min(d.currency) filter (d.given_minor is not null and d.amount_minor is null) as without_rate,
    min(d.currency) filter (
        w.is_stuck and d.given_minor is not null and d.amount_minor is null
    ) as stuck_without_rate
from deal_watch w join deal_state d on d.deal = w.deal
where ($everyone or d.owner in (select unnest($people::bigint[])))
    and ($funnel is null or d.funnel = $funnel)
group by person, product, d.funnel, d.stage, d.rank
order by d.rank, d.funnel, d.stage, person, product
