-- Histograms: numbers counted in bins, with their ends and spread, in one pass.
-- in:  $relation   one row per example
--      $columns    per entry $number, NULL where it is not finite; $infinite and $below, conditions; $histogram, the engine's words for its bins
-- out: per column infinite, below_all, not_finite, smallest, largest, sd, histogram   (exactly one row)
-- NULL is not finite, and no condition. The square of a number above 1e150 is none: it does not count for the spread.
select $columns{
    count(case when $infinite then 1 end),
    count(case when $below then 1 end),
    count(*) - count($number),
    min($number),
    max($number),
    stddev_samp(case when abs($number) <= 1e150 then $number end),
    $histogram
}
from $relation;
