-- CentredSums: sums of products of numbers, each less its mean: sums of squares of large numbers would lose the small differences.
-- in:  parted     relation
--      $where     true for the rows that have all the numbers
--      $numbers   per entry $number, its $mean and its $name
--      $pairs     per entry $first and $second, names of two numbers
-- out: one sum per pair   (exactly one row)
-- NULL has no place here.
select $pairs{sum($first * $second)}
from (
    select $numbers{$number - ($mean) as $name}
    from parted
    where $where
) as centred;
