-- PairSums: the correlation of two numbers, from sums of centred values.
-- in:  data       relation
--      $a, $b     replaced by numbers; NULL where there is none
-- out: rows, sum of a*a, of b*b, of a*b, all centred   (exactly one row)
select count(*) as all_rows, sum(da * da) as aa, sum(db * db) as bb, sum(da * db) as ab
from (
    select $a - middle_a as da, $b - middle_b as db
    from data, (select avg($a) as middle_a, avg($b) as middle_b from data where $a is not null and $b is not null) as middles
    where $a is not null and $b is not null
) as centred
