-- TopValues: the most frequent values of a column.
-- in:  $relation, $column
--      $most   how many
-- out: value, holding   (at most $most rows, most frequent first)
-- NULL is left out.
select value, holding
from (
    select cast($column as varchar) as value, count(*) as holding
    from $relation
    where $column is not null
    group by $column
) as counted
order by holding desc, value
limit $most;
