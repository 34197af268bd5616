-- GroupSizes: how many rows share their quasi-identifiers (Sweeney 2002). NULL is a value like any other.
-- in:  data       relation
--      $columns   replaced by the quasi-identifiers
-- out: groups, smallest, few, rows   (exactly one row)
select
    count(*)                                                            as number_of_groups,
    min(group_rows)                                                     as smallest,
    sum(case when group_rows < 5 then group_rows else 0 end)            as few,
    sum(group_rows)                                                     as all_rows
from (select count(*) as group_rows from data group by $columns) as quasi_groups
