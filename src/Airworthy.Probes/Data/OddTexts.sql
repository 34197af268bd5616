-- OddTexts: words that people write for "not known".
-- in:  $relation
--      $column   the column, or its days
--      $usual   comma-separated words in lower case
--      $least   rows that are many
-- out: value, holding
-- NULL is left out.
select cast(value as varchar) as value_text, holding
from (
    select $column as value, count(*) as holding
    from $relation
    group by $column
) as counted
where holding >= $least and lower(trim(cast(value as varchar))) in ($usual)
order by holding desc, value;
