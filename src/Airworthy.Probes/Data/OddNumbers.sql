-- OddNumbers: numbers that many rows hold and that stand at an end of the column or are commonly written for "not known".
-- in:  $relation, $column
--      $smallest, $largest   ends of the column
--      $usual                comma-separated numbers
--      $least                rows that are many
-- out: value, holding   (at most as many rows as there are such numbers)
-- NULL is left out.
select value, holding
from (
    select value, count(*) as holding
    from (select cast($column as double) as value from $relation where $column is not null) as numbers
    where value in ($usual) or value = $smallest or value = $largest
    group by value
) as counted
where holding >= $least
order by holding desc, value;
