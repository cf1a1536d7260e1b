-- The day of the newest payment or refund of the whole company: as of when its money is entered.
select max(f.occurred_on) as on_day from money_fact f where f.kind in ('payment', 'refund')
