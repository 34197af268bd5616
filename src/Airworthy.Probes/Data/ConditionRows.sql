-- ConditionRows: rows of a relation, and for each of some conditions those for which it holds, in one pass.
-- in:  $relation     one row per example
--      $where        true for the rows that are looked at
--      $conditions   per entry $condition
-- out: all_rows, then one count per condition   (exactly one row)
-- A condition that is NULL does not hold.
select
    count(*) as all_rows,
    $conditions{count(case when $condition then 1 end)}
from $relation
where $where;
