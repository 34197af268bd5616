-- BagDifference: how rows differ between two versions when no id tells which is which; a row that stands twice counts twice.
-- in:  train, test   the earlier and the later version
--      $hash         replaced by one number per row over the columns that both have
-- out: added, removed, changed (always 0), same   (exactly one row)
select
    sum(case when coalesce(a.n, 0) > coalesce(b.n, 0) then coalesce(a.n, 0) - coalesce(b.n, 0) else 0 end) as added,
    sum(case when coalesce(b.n, 0) > coalesce(a.n, 0) then coalesce(b.n, 0) - coalesce(a.n, 0) else 0 end) as removed,
    0                                                                                                      as changed,
    sum(case when coalesce(a.n, 0) < coalesce(b.n, 0) then coalesce(a.n, 0) else coalesce(b.n, 0) end)     as same
from (select $hash as hash, count(*) as n from train group by $hash) as b
full join (select $hash as hash, count(*) as n from test group by $hash) as a
    on b.hash = a.hash;
