-- CodeNumbers: whether the whole numbers of a column look like codes.
-- in:  parted    relation with the position __row
--      $column   the quoted column
-- out: there, different, wide, climbing   rows with a number, different ones, whole numbers from the smallest to the largest, |r| with the position (exactly one row)
-- NULL is left out; r does not exist for fewer than two different numbers.
select
    count($column)                                                              as there,
    count(distinct $column)                                                     as different,
    cast(max($column) as double) - cast(min($column) as double) + 1             as wide,
    abs(corr(cast($column as double), cast(__row as double)))                   as climbing
from parted;
