-- The rank at which the money of each funnel counts, and whether the contract stands just before it.
select
    funnel,
    min(rank) filter (kind = if($signed, 'signed', 'paid')) as target,
    not $signed and count(*) filter (kind = 'signed') > 0 as payment
from stage
group by funnel
having target > 1
order by funnel
