-- TimeProfile: what a column of times holds.
-- in:  $relation    one row per example
--      $column      the quoted column
--      $quantiles   the engine's words for them, over the seconds of x
-- out: missing, different, smallest, largest, quantiles   (exactly one row)
-- NULL is missing.
select
    sum(case when x is null then 1 else 0 end)   as missing,
    count(distinct x)                            as different,
    min(x)                                       as smallest,
    max(x)                                       as largest,
    $quantiles                                   as quantiles
from (select cast($column as timestamp) as x from $relation) as times;
