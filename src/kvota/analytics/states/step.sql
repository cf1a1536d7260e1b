-- Every move of a deal to a stage, with where it came from and how the stay that it began ended.
-- This is `progress()` of domain/selling/client_progress.py, for all deals at once.
with counted as (
    select
        m.*,
        count(*) filter (m.kind = 'lost') over so_far as losses,
        min(case when m.kind = 'lost' then m.day end) over later as next_lost_day
    from wanted_move m
    window
        so_far as (partition by deal order by day, sequence rows between unbounded preceding and current row),
        later as (partition by deal order by day, sequence rows between 1 following and unbounded following)
),
stepped as (
    select
        c.*,
        s.rank,
        s.funnel,
        row_number() over deals as place,
        -- A move to a stage after a loss opens the deal anew.
        c.losses > lag(c.losses, 1, 0) over deals as opens,
        lag(s.rank, 1, 0) over deals as rank_before,
        lag(s.funnel) over deals as funnel_before
    from counted c join stage s on s.id = c.stage
    where c.kind in ('stage', 'reopen')
    window deals as (partition by c.deal order by c.day, c.sequence)
),
-- A move to a stage of another funnel carries the deal over: no step of either, and the end of a stay
-- that neither was passed nor lost.
with_carries as (
    select *, not opens and coalesce(funnel <> funnel_before, false) as carried from stepped
),
in_cycles as (
    select
        *,
        1 + sum(opens::int) over ways as cycle,
        sum((opens or carried)::int) over ways as leg
    from with_carries
    window ways as (partition by deal order by place)
),
placed as (
    select
        *,
        case when opens then 0 when carried then rank else rank_before end as from_rank,
        coalesce(max(rank) over (
            partition by deal, leg order by place rows between unbounded preceding and 1 preceding
        ), 0) as furthest_before,
        -- Of the stages before the one it was carried to a deal has reached none.
        max(case when carried then rank else 1 end) over (partition by deal, leg) as first_rank
    from in_cycles
),
-- A step to the stage where the deal stands already begins no stay.
stays as (
    select
        deal, place,
        lead(day) over stays as next_day,
        lead(rank) over stays as next_rank,
        lead(cycle) over stays as next_cycle,
        lead(carried) over stays as next_carried,
        row_number() over (partition by deal order by place desc) = 1 as is_last_stay
    from placed
    where rank <> from_rank or carried
    window stays as (partition by deal order by place)
)
select
    p.deal, p.place::int as place, p.sequence, p.id as move, p.occurred_on, p.known_on, p.author, p.action,
    p.cycle::int as cycle, p.funnel, p.stage, p.rank, p.first_rank, p.carried, p.rank_before, p.from_rank, p.furthest_before, p.losses,
    p.rank <> p.from_rank or p.carried as arrives,
    coalesce(s.is_last_stay, false) as is_last_stay,
    case when s.next_cycle = p.cycle then s.next_day else p.next_lost_day end as left_on,
    case
        when s.next_cycle = p.cycle and s.next_carried then 'carried'
        when s.next_cycle = p.cycle then if(s.next_rank > p.rank, 'adv', 'back')
        when p.next_lost_day is not null then 'lost'
    end as left_how
from placed p left join stays s on s.deal = p.deal and s.place = p.place
