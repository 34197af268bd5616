-- TwinRows: rows that are equal in a key, and how many of them stand among equals of which not all have the same label.
-- in:  $relation   one row per example, with __label
--      $key        one value per row: equal rows have equal keys
-- out: rows, twins, pairs, mixed   (exactly one row)
-- NULL in the key is a value like any other; rows without a label are left out.
select
    sum(together)                                             as labelled_rows,
    sum(case when together > 1 then together else 0 end)      as twins,
    sum(together * (together - 1) / 2.0)                      as pairs,
    sum(case when lowest <> highest then together else 0 end) as mixed
from (
    select $key as row_key, count(*) as together, min(__label) as lowest, max(__label) as highest
    from $relation
    where __label is not null
    group by $key
) as by_key;
