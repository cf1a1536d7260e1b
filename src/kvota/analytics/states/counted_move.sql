-- The moves that count on a day: known and not in the future, neither undone nor an undo.
-- A move without a date lies before every day (an imported open deal of unknown age).
select m.*, coalesce(m.occurred_on, date '0001-01-01') as day
from move m
where m.kind <> 'undo'
    and (m.occurred_on is null or (m.occurred_on <= $as_of and m.known_on <= $as_of))
    and not exists (
        select 1 from move u where u.kind = 'undo' and u.undoes = m.id and u.known_on <= $as_of
    )
