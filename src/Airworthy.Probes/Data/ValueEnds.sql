-- ValueEnds: the smallest and the largest value of an expression, such as the first and the last moment.
-- in:  $relation   one row per example
--      $value      the expression
--      $marked     a condition over value, for rows that are counted apart
-- out: all_rows, there, smallest, largest, marked   (exactly one row)
-- NULL is left out: there counts the others. A condition that is NULL does not hold.
select
    count(*)                               as all_rows,
    count(value)                           as there,
    min(value)                             as smallest,
    max(value)                             as largest,
    count(case when $marked then 1 end)    as marked
from (select $value as value from $relation) as all_values;
