-- Every deal known on a day, in whatever state.
select * from deal_state order by deal
