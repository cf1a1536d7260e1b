-- Of the deals in work: what was said to the exit questions of the stages where they stand. The newest
-- answer known by the day counts; an empty one took the earlier back.
with newest as (
    select deal, question, arg_max(answer, sequence) as answer
    from exit_answer
    where known_on <= $as_of and occurred_on <= $as_of
    group by deal, question
)
select
    q.id as question, q.stage,
    count(*) as deals,
    count(*) filter (n.answer = 'yes') as yes,
    count(*) filter (n.answer = 'no') as no,
    count(*) filter (n.answer = 'not_yet') as not_yet
from (select unnest($questions::bigint[]) as id, unnest($stages::bigint[]) as stage) q
join deal_state d on d.stage = q.stage
join deal_watch w on w.deal = d.deal
left join newest n on n.deal = d.deal and n.question = q.id
where $everyone or d.owner in (select unnest($people::bigint[]))
group by q.id, q.stage
order by q.id
