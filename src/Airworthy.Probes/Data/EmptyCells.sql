-- EmptyCells: rows of each split, and those that have a value of each of some columns, in one pass.
-- in:  parted     relation with the truths __train, __dev, __test
--      $columns   per entry $there, NULL where the column has no value
-- out: part, part_rows, then one count per column   (one row per split that has rows)
-- NULL is no value.
select
    case when __train then 'train' when __dev then 'dev' else 'test' end   as part,
    count(*)                                                               as part_rows,
    $columns{count($there)}
from parted
where __train or __dev or __test
group by case when __train then 'train' when __dev then 'dev' else 'test' end;
