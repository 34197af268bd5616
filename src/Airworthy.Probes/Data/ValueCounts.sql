-- ValueCounts: how many different values each of some expressions has, in one pass.
-- in:  $relation   one row per example
--      $where      true for the rows that are looked at
--      $values     per entry $value, the expression
-- out: one count per expression   (exactly one row)
-- NULL is left out.
select $values{count(distinct $value)}
from $relation
where $where;
