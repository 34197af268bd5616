-- RowDifference: how rows differ between two versions, by an id that is unique in each.
-- in:  train, test   the earlier and the later version
--      $id           replaced by the quoted id column
--      $hash         replaced by one number per row over the columns that both have
-- out: added, removed, changed, same   (exactly one row)
select
    sum(case when b.id is null then 1 else 0 end)                                          as added,
    sum(case when a.id is null then 1 else 0 end)                                          as removed,
    sum(case when b.id is not null and a.id is not null and b.hash <> a.hash then 1 else 0 end) as changed,
    sum(case when b.hash = a.hash and b.id is not null and a.id is not null then 1 else 0 end)  as same
from (select $id as id, $hash as hash from train) as b
full join (select $id as id, $hash as hash from test) as a
    on b.id = a.id;
