-- SplitCopies: rows of a held-out split that occur, equal in every stored column, in train.
-- in:  train, $split   relations, one row per example; same columns in both
--      $columns        replaced by the quoted list of raw columns
-- out: rows, copied    (exactly one row)
-- NULL is a value like any other here: two NULLs are equal.
select
    sum(in_split)                                          as rows,
    sum(case when in_train > 0 then in_split else 0 end)   as copied
from (
    select $columns, sum(is_train) as in_train, sum(is_split) as in_split
    from (
        select $columns, 1 as is_train, 0 as is_split from train
        union all
        select $columns, 0 as is_train, 1 as is_split from $split
    ) as both_splits
    group by $columns
) as distinct_rows;
