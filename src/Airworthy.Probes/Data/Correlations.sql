-- Correlations: Pearson's r of each of some pairs of numbers, in one pass.
-- in:  $relation   one row per example
--      $where      true for the rows that are looked at
--      $pairs      per entry $first and $second
-- out: one number per pair   (exactly one row)
-- Rows in which one of the two is NULL are left out of the pair; r does not exist for a constant.
select $pairs{corr($first, $second)}
from $relation
where $where;
