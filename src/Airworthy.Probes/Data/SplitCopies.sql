-- SplitCopies: rows of the held-out splits that have an equal row in train.
-- in:  parted     relation, one row per example, with the truths __train, __dev, __test
--      $row       replaced by a number for the values of the compared columns
-- out: train_rows, train_twins, dev_rows, dev_copied, test_rows, test_copied   (exactly one row)
--      train_twins counts train rows that have another equal row in train.
-- NULL is a value like any other here: two NULLs are equal.
select
    sum(in_train)                                          as train_rows,
    sum(case when in_train > 1 then in_train else 0 end)   as train_twins,
    sum(in_dev)                                            as dev_rows,
    sum(case when in_train > 0 then in_dev else 0 end)     as dev_copied,
    sum(in_test)                                           as test_rows,
    sum(case when in_train > 0 then in_test else 0 end)    as test_copied
from (
    select
        $row                                   as row_number,
        count(case when __train then 1 end)    as in_train,
        count(case when __dev then 1 end)      as in_dev,
        count(case when __test then 1 end)     as in_test
    from parted
    where __train or __dev or __test
    group by $row
) as distinct_rows;
