-- Every deal in work on a day with its flags, whoever has it.
select * from deal_watch order by deal
