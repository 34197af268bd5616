-- SharedValues: values of a column outside train that also occur in train.
-- in:  parted     relation with the truths __train, __dev, __test
--      $key       replaced by the quoted column
-- out: dev_values, dev_shared, dev_shared_rows, test_values, test_shared, test_shared_rows, held_values, held_shared, without   (exactly one row)
--      held counts dev and test together; without counts rows of any split whose key is NULL.
-- NULL is nobody: it is never shared.
select
    count(case when in_dev > 0 and key is not null then 1 end)                                as dev_values,
    count(case when in_dev > 0 and in_train > 0 and key is not null then 1 end)               as dev_shared,
    sum(case when in_train > 0 and key is not null then in_dev else 0 end)                    as dev_shared_rows,
    count(case when in_test > 0 and key is not null then 1 end)                               as test_values,
    count(case when in_test > 0 and in_train > 0 and key is not null then 1 end)              as test_shared,
    sum(case when in_train > 0 and key is not null then in_test else 0 end)                   as test_shared_rows,
    count(case when in_dev + in_test > 0 and key is not null then 1 end)                      as held_values,
    count(case when in_dev + in_test > 0 and in_train > 0 and key is not null then 1 end)     as held_shared,
    sum(case when key is null then in_train + in_dev + in_test else 0 end)                    as without
from (
    select
        $key                                   as key,
        count(case when __train then 1 end)    as in_train,
        count(case when __dev then 1 end)      as in_dev,
        count(case when __test then 1 end)     as in_test
    from parted
    where __train or __dev or __test
    group by $key
) as groups;
