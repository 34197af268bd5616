-- SliceRows: rows of a slice.
-- in:  $relation   one row per example
--      $where      the contract's condition
-- out: slice_rows   (exactly one row)
-- A condition that is NULL does not hold.
select sum(case when ($where) then 1 else 0 end) as slice_rows
from $relation;
