-- NamedValues: different values of an expression, each with the first name among the rows that have it.
-- in:  $relation   one row per example
--      $value      the expression
--      $name       the name, a text
--      $where      true for the rows that are looked at
--      $order      what orders them, over value
--      $most       how many
-- out: value, name   (at most $most rows)
-- NULL is a value like any other; the condition leaves it out. A name that is NULL is left out.
select value, min(name) as name
from (select $value as value, $name as name from $relation where $where) as all_values
group by value
order by $order
limit $most;
