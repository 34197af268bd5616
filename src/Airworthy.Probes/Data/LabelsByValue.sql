-- LabelsByValue: rows by the value of an expression and by label.
-- in:  parted     relation with __label
--      $value     the expression
--      $label     the label, or what is asked of it
--      $where     true for the rows that are looked at
--      $order     what comes first, over value and holding
--      $most      how many
-- out: value, label, holding   (at most $most rows)
-- NULL is a value like any other.
select value, label, count(*) as holding
from (select $value as value, $label as label from parted where $where) as labels
group by value, label
order by $order, label
limit $most;
