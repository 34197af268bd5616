-- RowsAt: rows at some positions, to be shown.
-- in:  $relation    relation with the position __row
--      $positions   comma-separated whole numbers
--      $columns     per entry $column
-- out: the columns   (one row per position, in the order of the table)
-- NULL is shown as it is.
select $columns{$column}
from $relation
where __row in ($positions)
order by __row;
