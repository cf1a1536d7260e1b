-- Deals in work and what is still to come of each, in the company's own currency: all of the company,
-- since the forecasts of all its people are made from them.
select
    d.deal, d.funnel, d.rank, coalesce(d.owner, 0) as person,
    coalesce(w.age, -1) as age,
    d.stage_kind = 'signed' as steady,
    w.is_silent,
    coalesce(d.sale = 'repeat', false) as is_repeat, coalesce(d.product, 0) as product,
    case
        when d.signed_minor > 0 then greatest(d.signed_minor - if($signed, 0, d.paid_minor), 0)
        when d.amount_minor is not null then greatest(d.amount_minor - if($signed, 0, d.paid_minor), 0)
    end as minor,
    coalesce(d.amount_minor, 0) as whole_minor,
    d.paid_minor,
    if(d.given_minor is not null and d.amount_minor is null, d.currency, null) as without_rate
from deal_watch w join deal_state d on d.deal = w.deal
order by d.funnel, d.deal
