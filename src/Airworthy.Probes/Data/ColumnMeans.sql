-- ColumnMeans: the mean of each of some numbers, in one pass.
-- in:  $relation   one row per example
--      $where      true for the rows that are looked at
--      $numbers    per entry $number
-- out: all_rows, then one mean per number   (exactly one row)
-- NULL is left out of a mean; without any number there is none.
select
    count(*) as all_rows,
    $numbers{avg($number)}
from $relation
where $where;
