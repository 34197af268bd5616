-- NumberEnds: about how many values a number has, the smallest and the largest.
-- in:  $relation    one row per example
--      $number      the number, NULL where it is not finite
--      $different   the engine's words for about how many
-- out: different, smallest, largest   (exactly one row)
-- NULL is left out.
select
    $different     as different,
    min($number)   as smallest,
    max($number)   as largest
from $relation;
