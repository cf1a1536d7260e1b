-- The stages that clients can be in and leave.
select id as stage, funnel, rank from stage where kind <> 'paid' order by funnel, rank, id
