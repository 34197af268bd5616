-- EqualPairs: pairs of one train row and one row of a held-out split that are equal.
-- in:  parted     relation with the truths __train and $held
--      $row       replaced by a number for the values of the compared columns
-- out: pairs      (exactly one row)
-- NULL is a value like any other here: two NULLs are equal.
select sum(cast(in_train as double) * in_held) as pairs
from (
    select count(case when __train then 1 end) as in_train, count(case when $held then 1 end) as in_held
    from parted
    where __train or $held
    group by $row
) as distinct_rows;
