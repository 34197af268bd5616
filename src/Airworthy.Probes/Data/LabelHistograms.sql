-- LabelHistograms: a number counted in bins for each label.
-- in:  parted        relation with __label
--      $where        true for the rows that are looked at
--      $number
--      $histogram    the engine's words for its bins
-- out: label, missing, histogram   (one row per label)
-- NULL is missing.
select
    __label                      as label,
    count(*) - count($number)    as missing,
    $histogram                   as bins
from parted
where $where
group by __label;
