-- RowCounts: rows for which a condition holds.
-- in:  $relation   one row per example
--      $where      the condition; true for all rows
-- out: all_rows   (exactly one row)
-- A condition that is NULL does not hold.
select count(*) as all_rows
from $relation
where ($where);
