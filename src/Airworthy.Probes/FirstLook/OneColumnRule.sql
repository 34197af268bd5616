-- OneColumnRule: rows that are right when each value or bin of one column answers with its most frequent label.
-- in:  $relation   one row per example, with __label
--      $bin        the expression that names the bin
-- out: rows, right   (exactly one row)
-- NULL is a bin of its own; rows without a label are left out.
select sum(holding) as all_rows, sum(most) as rows_right
from (
    select bin, sum(holding_label) as holding, max(holding_label) as most
    from (
        select $bin as bin, __label, count(*) as holding_label
        from $relation
        where __label is not null
        group by $bin, __label
    ) as by_label
    group by bin
) as by_bin;
