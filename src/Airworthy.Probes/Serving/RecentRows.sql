-- RecentRows: rows of the last days, counted back from the newest one.
-- in:  $relation   one row per example
--      $seconds    the row's time in seconds since 1970
--      $days       how many
-- out: the relation's columns   (one row per recent row)
-- NULL is no time: such rows are not recent.
select *
from $relation
where $seconds > (select max($seconds) from $relation) - $days * 86400.0;
