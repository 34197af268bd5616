-- LabelDifference: how labels differ between two versions, by id.
-- in:  $before, $after   replaced by the earlier and the later version as queries: id, __label
-- out: changed, added, removed   (exactly one row)
-- An id that stands in several rows has the smallest of its labels. A missing label differs from any other. Rows without id are left out.
select
    sum(case when b.id is not null and a.id is not null
        and (b.label <> a.label or (b.label is null and a.label is not null) or (b.label is not null and a.label is null))
        then 1 else 0 end)                                                    as changed,
    sum(case when b.id is null and a.label is not null then 1 else 0 end)     as added,
    sum(case when a.id is null and b.label is not null then 1 else 0 end)     as removed
from (select id, min(cast(__label as varchar)) as label from $before as earlier where id is not null group by id) as b
full join (select id, min(cast(__label as varchar)) as label from $after as later where id is not null group by id) as a
    on b.id = a.id;
