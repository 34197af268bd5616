-- SideHistograms: columns counted in bins for two samples, in one pass.
-- in:  $relation          relation with the rows of both samples
--      $first, $second    truths, never null: the row is of the first, of the second sample
--      $columns           per entry $number and $histogram, the engine's words for its bins
-- out: of_first, then per column missing, sd, histogram   (one row per sample that has rows)
-- NULL is missing. One value alone spreads by 0. The square of a number above 1e150 is none: it does not count for the spread.
select
    $first as of_first,
    $columns{count(*) - count($number), coalesce(stddev_samp(case when abs($number) <= 1e150 then $number end), 0), $histogram}
from $relation
where $first or $second
group by $first;
