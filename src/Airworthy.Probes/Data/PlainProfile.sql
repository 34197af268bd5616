-- PlainProfile: missing and different values of a column of any type.
-- in:  $relation, $column
-- out: missing, different   (exactly one row)
-- NULL is missing.
select
    sum(case when $column is null then 1 else 0 end)   as missing,
    count(distinct $column)                            as different
from $relation;
