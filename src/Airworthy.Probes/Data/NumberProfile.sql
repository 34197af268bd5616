-- NumberProfile: what a column of numbers holds.
-- in:  $relation    one row per example
--      $column      the quoted column
--      $nan, $infinite, $quantiles   the engine's words for them, over x
-- out: missing, different, smallest, largest, mean, sd, not_a_number, infinite, quantiles   (exactly one row)
-- NULL is missing; NaN and infinities are counted and then left out. The square of a number above 1e150 is none: it does not count for the spread.
select
    sum(case when x is null then 1 else 0 end)   as missing,
    count(distinct x + 0.0)                      as different,
    min(finite)                                  as smallest,
    max(finite)                                  as largest,
    avg(finite)                                  as mean,
    stddev_samp(case when abs(finite) <= 1e150 then finite end) as sd,
    sum(case when $nan then 1 else 0 end)        as not_a_number,
    sum(case when $infinite then 1 else 0 end)   as infinite,
    $quantiles                                   as quantiles
from (
    select x, case when $nan or $infinite then null else x end as finite
    from (select cast($column as double) as x from $relation) as numbers
) as told_apart;
