-- NeighbourNumbers: what stands next to a value of a column, and how many rows hold it.
-- in:  $relation, $column
--      $value        the number
--      $bin          width of a bin
-- out: below, above, bin   rows at the next smaller value, at the next larger one, and in the bin below (exactly one row)
-- NULL is left out.
select
    sum(case when x = next_below then 1 else 0 end)                   as below,
    sum(case when x = next_above then 1 else 0 end)                   as above,
    sum(case when x < $value and x >= $value - $bin then 1 else 0 end) as in_bin
from
    (select cast($column as double) as x from $relation where $column is not null) as numbers,
    (
        select
            max(case when cast($column as double) < $value then cast($column as double) end) as next_below,
            min(case when cast($column as double) > $value then cast($column as double) end) as next_above
        from $relation
    ) as neighbours;
