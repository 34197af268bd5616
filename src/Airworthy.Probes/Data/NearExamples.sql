-- NearExamples: rows of a held-out split that equal no train row, each with the train rows of its cell, to be shown.
-- in:  parted     relation with the truths __train and $held, and the position __row
--      $name      the split's name as a text
--      $row       a number for the values of the compared columns
--      $cell      a number for the row's cell
--      $columns   per entry $column
--      $most      how many rows
-- out: "row of", the columns   (at most $most rows of three cells, cell by cell)
-- NULL is a value like any other here, with a cell of its own.
select case when __train then 'train' else $name end as "row of", $columns{$column}
from parted
where (__train or $held) and $cell in (
    select $cell
    from parted
    where $held and $row not in (select $row from parted where __train) and $cell in (select $cell from parted where __train)
    group by $cell
    order by $cell
    limit 3
)
order by $cell, "row of", __row
limit $most;
