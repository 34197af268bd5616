-- PairedValues: rows of two samples by the value of a column, the most frequent values first.
-- in:  $relation            relation with the rows of both samples
--      $value               the column as text
--      $first, $second      truths, never null: the row is of the first, of the second sample
--      $most, $fewest       values shown; rows a value needs in both together
-- out: value, rows_first, rows_second   (at most $most rows)
-- NULL is a value like any other.
select value, sum(in_first) as rows_first, sum(in_second) as rows_second
from (
    select
        $value                               as value,
        case when $first then 1 else 0 end   as in_first,
        case when $second then 1 else 0 end  as in_second
    from $relation
) as marked
where in_first + in_second > 0
group by value
having sum(in_first) + sum(in_second) >= $fewest
order by sum(in_first) + sum(in_second) desc, coalesce(value, '~')
limit $most;
