-- UnseenValues: recent rows whose value of a column no row of dev has.
-- in:  dev        relation
--      $recent    relation of recent rows
--      $column    the column
-- out: unseen_rows, example, values_in_dev, rows_in_dev   (exactly one row)
-- NULL is no value here.
select
    count(case when known.value is null then 1 end)          as unseen_rows,
    min(case when known.value is null then recent.value end) as example,
    (select count(distinct $column) from dev)                as values_in_dev,
    (select count($column) from dev)                         as rows_in_dev
from (select cast($column as varchar) as value from $recent as r where $column is not null) as recent
left join (select distinct cast($column as varchar) as value from dev where $column is not null) as known
    on recent.value = known.value;
