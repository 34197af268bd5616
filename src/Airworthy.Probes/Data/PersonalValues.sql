-- PersonalValues: different values of a column, each with the split it is in and its rows; every $every-th by a number of the value.
-- in:  parted     relation, one row per example, with the truths __train, __dev, __test
--      $value     replaced by the column's values as texts
--      $number    replaced by a number for a value, the same for equal values
--      $every     replaced by 1 to read all, or by a whole number
-- out: part (0 outside of all splits, 1 train, 2 dev, 3 test), value, rows
select part, text_value, count(*) as number_of_rows
from (
    select
        case when __train then 1 when __dev then 2 when __test then 3 else 0 end as part,
        $value as text_value
    from parted
) as texts
where text_value is not null and $number % $every = 0
group by part, text_value
