-- LateValues: for each of some sources, the rows in which it is known only after the answer is needed, and how much later on average.
-- in:  data       relation
--      $needed    seconds since 1970 at which the answer is needed
--      $sources   per entry $known, seconds at which the source is known
-- out: compared, then per source late, seconds   (exactly one row)
-- NULL is no time: such rows are not late.
select
    count($needed) as compared,
    $sources{count(case when $known > $needed then 1 end), avg(case when $known > $needed then $known - $needed end)}
from data;
