-- All stays, equal ones counted together: a million have a few thousand different ages.
select stage, age, ending, first_seen, last_worked, count(*) as stays from stay group by all
