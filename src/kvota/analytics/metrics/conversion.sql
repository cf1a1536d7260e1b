-- For every stage reached within the cohort's days: how long until the deal went further, was lost,
-- or until the day asked. A jump reaches the stages jumped over on the same day.
with reached as (
    select p.deal, p.cycle, g.id as stage, g.rank, g.funnel, min(p.occurred_on) as on_day
    from step p
    join stage q on q.id = p.stage
    join stage g on g.funnel = q.funnel and g.rank between p.first_rank and p.rank
    group by p.deal, p.cycle, g.id, g.rank, g.funnel
    -- Who once stood here or further on a day nobody knows came before every day: a dated
    -- return is no first entry.
    having count(*) = count(p.occurred_on)
),
-- How a deal was last seen in a funnel: lost there, or carried over to another and not back.
gone as (
    select
        deal, cycle, funnel,
        max(left_on) filter (left_how = 'lost') as lost_on,
        if(arg_max(left_how, place) filter (arrives) = 'carried', max(left_on), null) as carried_on
    from step
    group by deal, cycle, funnel
),
went as (
    select
        r.stage, r.rank, r.funnel, r.deal, r.on_day as entered_on,
        (
            select min(n.on_day) from reached n
            where n.deal = r.deal and n.cycle = r.cycle and n.funnel = r.funnel and n.rank > r.rank
        ) as on_day,
        l.lost_on, l.carried_on
    from reached r left join gone l on l.deal = r.deal and l.cycle = r.cycle and l.funnel = r.funnel
    where r.on_day between $first_day and $last_day
)
select
    w.funnel, w.rank, w.stage,
    case when w.on_day is not null then 'adv' when w.lost_on is not null then 'lost' else 'cens' end as how,
    date_diff('day', w.entered_on, coalesce(w.on_day, w.lost_on, w.carried_on, $as_of)) as age,
    count(*) as count,
    max(coalesce(w.on_day, w.lost_on)) as last_on,
    -- For the list behind a count each is a row of its own.
    if($listed, w.deal, null) as deal,
    if($listed, w.entered_on, null) as entered_on,
    if($listed, coalesce(w.on_day, w.lost_on, w.carried_on), null) as ended_on
from went w
join holding h on h.deal = w.deal and w.entered_on >= h.from_on and w.entered_on < h.to_on
where ($everyone or h.owner in (select unnest($people::bigint[])))
    and (not $listed or w.stage = $stage)
    -- What is not said to be a repeat sale is new business, as where leads are counted.
    and ($sale is null or (h.kind = 'repeat') = ($sale = 'repeat'))
group by all
order by all
