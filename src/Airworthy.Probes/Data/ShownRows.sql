-- ShownRows: a few rows for which a condition holds, to be shown.
-- in:  $relation   one row per example
--      $where      the condition
--      $columns    per entry $column
--      $most       how many
-- out: the columns   (at most $most rows; which ones is the engine's choice)
-- A condition that is NULL does not hold.
select $columns{$column}
from $relation
where $where
limit $most;
