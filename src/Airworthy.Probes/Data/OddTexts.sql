-- OddTexts: words that people write for "not known".
-- in:  $relation
--      $text    the column as text
--      $usual   comma-separated words in lower case
--      $least   rows that are many
-- out: value, holding
-- NULL is left out.
select value, holding
from (
    select $text as value, count(*) as holding
    from $relation
    group by $text
) as counted
where holding >= $least and lower(trim(value)) in ($usual)
order by holding desc, value;
