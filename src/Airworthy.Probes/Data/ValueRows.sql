-- ValueRows: rows by the value of an expression, as it is.
-- in:  $relation   one row per example
--      $value      the expression
--      $where      true for the rows that are looked at
--      $most       how many
-- out: value, holding   (at most $most rows, most frequent first)
-- NULL is a value like any other, behind those that are as frequent.
select value, count(*) as holding
from (select $value as value from $relation where $where) as all_values
group by value
order by holding desc, value
limit $most;
