-- ValueList: different values of an expression.
-- in:  $relation   one row per example
--      $value      the expression
--      $where      true for the rows that are looked at
--      $order      what orders them, over value
--      $most       how many
-- out: value   (at most $most rows)
-- NULL is a value like any other; the condition leaves it out.
select value
from (select distinct $value as value from $relation where $where) as different_values
order by $order
limit $most;
