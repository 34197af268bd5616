-- TopValues: the most frequent values of a column.
-- in:  $relation, $column
--      $most   how many
-- out: value, holding   (at most $most rows, most frequent first)
-- NULL is left out.
select cast(value as varchar) as value_text, holding
from (
    select value, holding
    from (
        select $column as value, count(*) as holding
        from $relation
        where $column is not null
        group by $column
    ) as counted
    order by holding desc, value
    limit $most
) as most_frequent
order by holding desc, value;
