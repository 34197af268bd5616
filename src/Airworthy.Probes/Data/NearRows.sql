-- NearRows: rows of the held-out splits that have no equal row in train and one close by: in the same cell of one of two grids.
-- in:  parted     relation, one row per example, with the truths __train, __dev, __test
--      $row       a number for the values of the compared columns
--      $first, $second   a number for the row's cell on each grid
-- out: dev_rows, dev_near, test_rows, test_near   (exactly one row)
-- NULL is a value like any other here, with a cell of its own.
select
    count(case when __dev then 1 end)              as dev_rows,
    count(case when __dev and near then 1 end)     as dev_near,
    count(case when __test then 1 end)             as test_rows,
    count(case when __test and near then 1 end)    as test_near
from (
    select
        __dev,
        __test,
        row_number not in (select $row from parted where __train)
            and (first_cell in (select $first from parted where __train) or second_cell in (select $second from parted where __train)) as near
    from (
        select __dev, __test, $row as row_number, $first as first_cell, $second as second_cell
        from parted
        where __dev or __test
    ) as held
) as told_apart;
