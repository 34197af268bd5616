-- ColumnBounds: values at some shares of each of some columns, in one pass.
-- in:  $relation   one row per example
--      $where      true for the rows that are looked at
--      $columns    per entry $bounds, the engine's words for the values at the shares
-- out: one list per column   (exactly one row)
-- NULL is left out; a column without any value has no list.
select $columns{$bounds}
from $relation
where $where;
