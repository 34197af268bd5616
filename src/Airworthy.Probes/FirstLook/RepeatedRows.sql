-- RepeatedRows: rows of a file that repeat an earlier one in every column.
-- in:  $relation   one row per example
--      $key        one value per row: equal rows have equal keys
-- out: rows, repeated   (exactly one row)
-- NULL is a value like any other.
select sum(together) as all_rows, sum(together - 1) as repeated
from (select $key as row_key, count(*) as together from $relation group by $key) as by_key;
