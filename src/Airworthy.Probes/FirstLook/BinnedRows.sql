-- BinnedRows: rows of train and test by the bin or category they fall into.
-- in:  train, test   relations, one row per example
--      $bin          the expression that names the bin
-- out: bin, before, after   (one row per bin, most rows of train first)
-- NULL is a bin of its own.
select bin, sum(in_train) as rows_before, sum(in_test) as rows_after
from (
    select $bin as bin, 1 as in_train, 0 as in_test from train
    union all
    select $bin as bin, 0 as in_train, 1 as in_test from test
) as both_files
group by bin
order by rows_before desc, rows_after desc, bin;
