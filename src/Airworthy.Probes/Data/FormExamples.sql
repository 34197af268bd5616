-- FormExamples: one value of each form in which a column is written, to be shown.
-- in:  data      relation
--      $column   the column's quoted name
--      $text     the column as text
--      $form     the number of its form
-- out: the column, rows   (one row per form, most frequent first)
-- NULL is left out.
select example as $column, holding as "rows"
from (
    select min(v) as example, count(*) as holding
    from (select $text as v, $form as form from data where $column is not null) as texts
    group by form
) as forms
order by holding desc, example;
