-- MomentsByValue: rows by the value of an expression, with sums of a label that is a number.
-- in:  parted     relation with __label
--      $value     the expression
--      $where     true for the rows that are looked at
--      $order     what comes first, over value and holding
--      $most      how many
-- out: value, holding, total, squares   (at most $most rows)
-- NULL is a value like any other.
select value, count(*) as holding, sum(y) as total, sum(y * y) as squares
from (select $value as value, cast(__label as double) as y from parted where $where) as labels
group by value
order by $order
limit $most;
