-- RepeatedExamples: rows that occur more than once in a file, to be shown.
-- in:  $relation   one row per example
--      $columns    per entry $column
-- out: the columns   (one row per set of equal rows, the largest set first, then by their values)
-- NULL is a value like any other.
select $columns{$column}
from $relation
group by $columns{$column}
having count(*) > 1
order by count(*) desc, $columns{$column};
