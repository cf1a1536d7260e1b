-- Each client that was another one on a day, with that other: at the end of the way, if it was merged further.
with recursive merge_of_the_day as (
    select client, survivor from client_merge
    where from_on <= $as_of and coalesce($as_of < to_on, true)
),
followed as (
    select client, survivor from merge_of_the_day
    union
    select f.client, m.survivor from followed f join merge_of_the_day m on m.client = f.survivor
)
select client, survivor from followed where survivor not in (select client from merge_of_the_day)
