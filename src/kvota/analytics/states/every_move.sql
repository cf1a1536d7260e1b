-- The moves that count on a day, in the order in which they count.
select m.* from counted_move m order by m.deal, m.day, m.sequence
