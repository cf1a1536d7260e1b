-- In which unit each person sat on each day he brought money: a seat that sells before another.
select f.id, f.kind, f.owner, arg_min(s.unit, {'r': case s.role when 'rep' then 0 when 'head' then 1 else 2 end, 'i': s.id}) as unit
from credited_fact f
join seat s on s.person = f.owner
    and coalesce(s.from_on <= f.occurred_on, true) and coalesce(f.occurred_on < s.to_on, true)
where f.occurred_on between $first_day and $last_day
    and ((not $signed and f.kind in ('payment', 'refund')) or ($signed and f.kind = 'contract'))
group by f.id, f.kind, f.owner
