-- What a deal was and who had it, from a day until the next change: of the versions known by the
-- day asked, the newest in force counts. A later version from an earlier day hides those between.
with known as (
    select v.*, coalesce(v.effective_on, date '0001-01-01') as from_on
    from deal_version v join wanted using (deal)
    where v.undated or (v.known_on <= $as_of and coalesce(v.created_on <= $as_of, true))
),
ranked as (
    select *, max(sequence) over (
        partition by deal order by from_on, sequence rows between unbounded preceding and current row
    ) as newest
    from known
),
standing as (
    select *, lead(from_on, 1, date '9999-12-31') over (partition by deal order by from_on, sequence) as to_on
    from ranked
    where sequence = newest
)
select
    deal, from_on, to_on, funnel, coalesce(m.survivor, s.client) as client, owner, product, industry, region, source, kind, amount_minor,
    currency, amount_assumed, created_on, undated, next_step_on, next_step, expected_on
from standing s
left join merged_client m on m.client = s.client
where from_on < to_on
