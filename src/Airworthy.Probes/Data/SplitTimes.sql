-- SplitTimes: where each split lies in time, and how far an earlier one reaches into a later one.
-- in:  parted     relation with the truths __train, __dev, __test
--      $time      replaced by an expression that orders rows in time, NULL where it cannot
-- out: for train, dev and test: rows, rows with a time, first, last; then overlapping train-dev, dev-test, train-test   (exactly one row)
-- NULL is no time: such rows are counted and not compared.
select
    count(case when __train then 1 end), count(case when __train then moment end), min(case when __train then moment end), max(case when __train then moment end),
    count(case when __dev then 1 end), count(case when __dev then moment end), min(case when __dev then moment end), max(case when __dev then moment end),
    count(case when __test then 1 end), count(case when __test then moment end), min(case when __test then moment end), max(case when __test then moment end),
    count(case when __train and moment >= first_dev then 1 end),
    count(case when __dev and moment >= first_test then 1 end),
    count(case when __train and moment >= first_test then 1 end)
from (select $time as moment, __train, __dev, __test from parted where __train or __dev or __test) as moments
cross join (
    select min(case when __dev then $time end) as first_dev, min(case when __test then $time end) as first_test
    from parted
    where __dev or __test
) as firsts;
